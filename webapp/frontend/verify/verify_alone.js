// The page as one file on a disk: the worker's text lies in the page itself, so nothing is
// loaded from anywhere, and the file's own policy lets nothing out.
import "../theme.js";
import { start } from "./page.js";

const text = document.getElementById("verify-worker").textContent;
const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
start(document.querySelector("[data-verify]"), new Worker(address));
