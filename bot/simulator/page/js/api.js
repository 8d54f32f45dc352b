// The simulator's control API: JSON over HTTP, errors as sentences.

export class Refused extends Error {}

export function get(path, query = {}) {
  return ask(`/control/${path}?${new URLSearchParams(query)}`);
}

export function post(path, body) {
  return ask(`/control/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

// The answer; Refused with the simulator's own sentence when it said no (409), any other Error when it did not answer.
async function ask(address, options) {
  const response = await fetch(address, options);
  if (response.ok) return response.json();
  if (response.status === 409) throw new Refused((await response.json()).error);
  throw new Error(`The simulator answered with ${response.status}.`);
}
