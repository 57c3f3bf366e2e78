// Before a page that only who knows its launch word may open: the word is in the address after the #, which no
// browser sends by itself.

const form = document.getElementById("iface-door")
const launch = new URLSearchParams(location.hash.slice(1)).get("launch")

if (launch) {
  form.action = location.href
  form.elements["iface-launch"].value = launch
  form.submit()
} else form.hidden = false
