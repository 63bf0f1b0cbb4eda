/** Makes the client installable and says so when there is no connection. It keeps nothing of a company: no data, no pages. */

const offline = "/offline.html";
const store = "offline-1";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(store).then((cache) => cache.add(new Request(offline, { cache: "reload" }))));
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => Promise.all(names.filter((name) => name !== store).map((name) => caches.delete(name))));
  event.waitUntil(old.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  if (event.request.mode !== "navigate") return;
  event.respondWith(fetch(event.request).catch(() => caches.match(offline)));
});
