// The bookmark's program opens this screen with the address of the page that is read.

export default function (component) {
  const link = component.parentElement.querySelector("a");
  const told = component.parentElement.querySelector("small");
  const here = location.origin + location.pathname;
  const code = `void open(${JSON.stringify(`${here}?add=`)}+encodeURIComponent(location.href))`;
  link.setAttribute("href", `javascript:${encodeURIComponent(code)}`);
  link.onclick = (event) => {
    event.preventDefault();
    told.textContent = "クリックではなく、ブックマークバーへドラッグしてください。";
  };
}
