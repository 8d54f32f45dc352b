// The address of the page: who one acts as and which channel is open, so that a reload or a second window finds it.

export function whereabouts() {
  const named = new URLSearchParams(location.hash.slice(1));
  return { as: named.get("as"), channel: named.get("in") };
}

export function remember(as, channel) {
  const hash = `#${new URLSearchParams({ as, in: channel })}`;
  if (location.hash !== hash) history.replaceState(null, "", hash);
}
