// Asking the hub, with the token of this page's session.

/** What a refusal says to the person, if it says anything. */
export class Refusal extends Error {}

export async function ask(method: "GET" | "POST", path: string, body?: unknown): Promise<Response> {
  const headers: Record<string, string> = { accept: "application/json" };
  const csrf = document.body.dataset.csrf;
  if (csrf) headers["x-csrf-token"] = csrf;
  if (body !== undefined) headers["content-type"] = "application/json";
  return fetch(path, { method, headers, body: body === undefined ? null : JSON.stringify(body), cache: "no-store", redirect: "error" });
}

export async function post(path: string, body: unknown): Promise<Record<string, unknown>> {
  const answer = await ask("POST", path, body);
  const said: Record<string, unknown> = await answer.json();
  if (answer.ok) return said;
  throw new Refusal(String(said.says ?? said.detail ?? ""));
}
