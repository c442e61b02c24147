// The desk works without this. With it, one click copies the line for the chart.
for (const button of document.querySelectorAll("button[data-copy]")) {
  const line = document.getElementById(button.dataset.copy);
  const said = document.getElementById(button.getAttribute("aria-describedby"));
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(line.textContent.trim());
      said.textContent = button.dataset.done;
    } catch {
      const range = document.createRange();
      range.selectNodeContents(line);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      said.textContent = button.dataset.failed;
    }
  });
}
