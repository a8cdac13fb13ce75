// Runs before each page: notes what the content security policy refused, for checks.rs to read.
window.folkmootRefused = [];
document.addEventListener('securitypolicyviolation', (event) => {
  window.folkmootRefused.push(`${event.effectiveDirective} refused ${event.blockedURI} (line ${event.lineNumber})`);
});
