/** Loads every module's index, which registers what the module adds; the screens behind it load when they are shown. */
import.meta.glob("../modules/*/index.{ts,tsx}", { eager: true });
