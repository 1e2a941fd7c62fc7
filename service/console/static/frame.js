// What makes every page quicker: asking before what cannot be taken back, and no form sent twice.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    const asked = event.submitter?.dataset.confirm ?? form.dataset.confirm;
    if (asked && !window.confirm(asked)) {
      event.preventDefault();
      return;
    }
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
// A page that the browser kept and shows again may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
// On a phone the navigation is a strip: where one is comes into view.
const nav = document.querySelector("nav.side");
const here = nav?.querySelector("[aria-current]");
if (here && nav.scrollWidth > nav.clientWidth) nav.scrollLeft = here.offsetLeft - 24;
