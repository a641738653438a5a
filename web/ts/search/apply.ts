/** A checkbox or a choice changed: fetches the page for the new conditions and puts its [data-part] elements in place of ours. */
export function applyAtOnce(form: HTMLFormElement): void {
  let running: AbortController | undefined;
  let asked = location.pathname + location.search;

  document.addEventListener("change", async ({ target }) => {
    const field = target as HTMLInputElement | HTMLSelectElement;
    const chosen = field instanceof HTMLSelectElement || ["checkbox", "radio"].includes(field.type);
    if (!chosen || field.form !== form) return;

    running?.abort();
    running = new AbortController();
    const { signal } = running;
    const url = address(form);
    mark(true);
    try {
      const answer = await fetch(url, { signal, headers: { accept: "text/html" } });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      swap(new DOMParser().parseFromString(await answer.text(), "text/html"));
      history.pushState(null, "", url);
      asked = location.pathname + location.search;
    } catch {
      if (signal.aborted) return;
      location.assign(url);
    }
    mark(false);
  });

  // Going to a part of the page changes only what stands after #: nothing is asked anew then.
  window.addEventListener("popstate", () => {
    if (location.pathname + location.search !== asked) location.reload();
  });
}

/** The address of the form as it stands, without empty fields. */
export function address(form: HTMLFormElement): string {
  const fields = [...new FormData(form)].filter((field): field is [string, string] => typeof field[1] === "string" && field[1] !== "");
  const query = new URLSearchParams(fields).toString();
  return form.action.split("?", 1)[0] + (query && `?${query}`);
}

/** Takes over the parts of the new page. What had the focus keeps it, and the new count is read out. */
function swap(page: Document): void {
  const focus = document.activeElement?.id;
  for (const part of document.querySelectorAll("[data-part]")) {
    const fresh = page.getElementById(part.id);
    if (fresh) part.replaceChildren(...fresh.childNodes);
  }
  document.title = page.title;
  if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
  const live = document.getElementById("live");
  if (live) live.textContent = document.querySelector("[data-announce]")?.textContent ?? "";
}

function mark(busy: boolean): void {
  document.getElementById("results")?.setAttribute("aria-busy", String(busy));
}
