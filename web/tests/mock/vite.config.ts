import { mergeConfig } from "vite";

import base from "../../vite.config";
import { mockServer } from "./server";

/** The client in front of made-up data, to look at screens without a server. Nothing of it is shipped. */
export default mergeConfig(base, { plugins: [mockServer()], server: { proxy: undefined, port: 5199, strictPort: true } });
