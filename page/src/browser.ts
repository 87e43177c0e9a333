// What the page does in the browser: another structure, another width, tips on hover and focus.
import "./page.css";
