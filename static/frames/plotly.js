// Runs in a frame without rights: draws the plotly figure that the page sends, and tells the page its height.

const INK = { light: "#59606d", dark: "#a8aebb" }
const LINE = { light: "#dfe2e8", dark: "#2b2f39" }
const STRONG = { light: "#aab0bc", dark: "#4a505d" }
const COLOURS = ["#4a72e8", "#d9680f", "#0f9a7d", "#b65bb0", "#3a94cb", "#ad8412", "#a5705a", "#7d8596"]
const FONT = 'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif'
const CONFIG = { responsive: true, displaylogo: false, modeBarButtonsToRemove: ["toImage", "sendDataToCloud"] }

const style = document.createElement("style")
style.textContent = "html, body { margin: 0; background: transparent; overflow-y: hidden }"
document.head.append(style)
const place = document.body.appendChild(document.createElement("div"))

addEventListener("message", async ({ source, data }) => {
  if (source !== parent || data?.iface !== "show") return
  document.documentElement.style.colorScheme = data.scheme
  try {
    await draw(JSON.parse(data.content), data.scheme)
  } catch {
    tell("failed")
  }
})

new ResizeObserver(([{ contentRect }]) => contentRect.height && tell("height", { height: Math.ceil(contentRect.height) }))
  .observe(place)
tell("ready")

function draw({ data, layout = {}, frames }, scheme) {
  const { width, ...rest } = layout
  const fits = !width || width > innerWidth ? { autosize: true } : { width }
  const title = typeof rest.title === "string" ? rest.title : rest.title?.text
  place.style.height = `${rest.height ?? 420}px`
  return Plotly.react(place, {
    data,
    layout: { template: template(scheme, Boolean(title)), ...rest, ...fits },
    frames,
    config: CONFIG,
  })
}

/** The look of the page for whatever the figure leaves open. */
function template(scheme, hasTitle) {
  const axis = {
    gridcolor: LINE[scheme],
    linecolor: STRONG[scheme],
    zerolinecolor: STRONG[scheme],
    zerolinewidth: 1,
    ticks: "",
    automargin: true,
    title: { standoff: 12, font: { size: 12 } },
  }
  const scene = { ...axis, backgroundcolor: "rgba(0,0,0,0)", showbackground: false }
  const bar = { outlinewidth: 0, thickness: 12 }
  return {
    layout: {
      font: { family: FONT, size: 12, color: INK[scheme] },
      title: { x: 0, xref: "paper", font: { size: 15 } },
      colorway: COLOURS,
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      margin: { t: hasTitle ? 64 : 24, r: 16, b: 48, l: 56 },
      xaxis: axis,
      yaxis: axis,
      scene: { xaxis: scene, yaxis: scene, zaxis: scene },
      polar: { bgcolor: "rgba(0,0,0,0)", angularaxis: axis, radialaxis: axis },
      geo: { bgcolor: "rgba(0,0,0,0)" },
      colorscale: { sequential: "Viridis" },
      coloraxis: { colorbar: bar },
      legend: { orientation: "h", yanchor: "bottom", y: 1, x: 0, title: { text: "" } },
      hoverlabel: { font: { family: FONT } },
      modebar: { bgcolor: "rgba(0,0,0,0)", color: STRONG[scheme], activecolor: INK[scheme] },
    },
  }
}

function tell(what, more = {}) {
  // This document's origin is its own alone, so it cannot name the page's.
  parent.postMessage({ iface: what, ...more }, "*")
}
