import { COLOURS } from "./_theme.ts";

const { spiking, original, ink, muted, grid } = COLOURS;

/** Inside a page, every colour of a chart gives way to the page's. */
const CHART_COLOURS = Object.entries(COLOURS)
  .flatMap(([name, hex]) =>
    ["fill", "stroke"].map((part) => `.chart [${part}="${hex}"]{${part}:var(--${name})}`)
  ).join("\n");

/** The report's style sheet. */
export const STYLE: string = `
:root{
  color-scheme:light dark;
  --page:#fbfbf9; --card:#ffffff; --ink:${ink}; --muted:${muted}; --grid:${grid};
  --line:#e2e3df; --spiking:${spiking}; --original:${original}; --paper:#ffffff;
  --wash:#f0f2ff; --note:#fdf3ea; --inherited:${COLOURS.inherited}; --clipping:${COLOURS.clipping};
  --quantisation:${COLOURS.quantisation}; --unevenness:${COLOURS.unevenness};
  --serif:"Iowan Old Style","Palatino Linotype",Palatino,"Book Antiqua",Charter,Georgia,serif;
  --sans:system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;
  --mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;
}
@media (prefers-color-scheme:dark){
  :root{
    --page:#14161b; --card:#1b1e25; --ink:#e8e9ec; --muted:#a2a9b6; --grid:#2c313b;
    --line:#2c313b; --spiking:#97a3ff; --original:#f2a16b; --paper:#14161b;
    --wash:#20243a; --note:#2e241c; --inherited:#5d6675; --clipping:#f07585;
    --quantisation:#f2c063; --unevenness:#35b3c7;
  }
}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:1.0625rem/1.65 var(--serif);
  font-variant-numeric:oldstyle-nums;text-rendering:optimizeLegibility}
main{max-width:46rem;margin:0 auto;padding:clamp(2rem,6vw,4.5rem) 1.25rem 4rem}
h1{font-size:clamp(1.9rem,1.3rem + 2.6vw,2.9rem);line-height:1.12;letter-spacing:-.015em;
  font-weight:600;margin:.4rem 0 1rem;text-wrap:balance;overflow-wrap:anywhere}
h2{font-size:1.5rem;line-height:1.25;font-weight:600;margin:3.6rem 0 .7rem;letter-spacing:-.005em;
  text-wrap:balance}
p{margin:0 0 1rem;max-width:40rem;hyphens:manual;text-wrap:pretty}
a{color:var(--spiking);text-underline-offset:.15em;text-decoration-thickness:1px}
.kicker{font:600 .78rem/1.4 var(--sans);letter-spacing:.09em;text-transform:uppercase;
  color:var(--muted);margin:0}
.lead{font-size:1.22rem;line-height:1.55;color:var(--ink);margin-bottom:1.8rem}
.s{color:var(--spiking);font-weight:600}
.o{color:var(--original);font-weight:600}
.part{white-space:nowrap}
.part::before{content:"";display:inline-block;width:.7em;height:.7em;margin-right:.35em;
  border-radius:2px;background:var(--part)}
.keys{display:grid;grid-template-columns:repeat(4,1fr);gap:0;margin:2rem 0 2.2rem;padding:0;
  border-top:2px solid var(--ink);border-bottom:1px solid var(--line)}
.keys div{padding:.95rem 1rem 1rem 0}
.keys div+div{padding-left:1rem;border-left:1px solid var(--line)}
.keys dt{font:.8rem/1.35 var(--sans);color:var(--muted);margin:0 0 .35rem}
.keys dd{margin:0;font:600 clamp(1.45rem,1.1rem + 1.3vw,1.95rem)/1.1 var(--sans);
  font-variant-numeric:tabular-nums lining-nums;letter-spacing:-.02em;white-space:nowrap}
.keys small{display:block;font:.8rem/1.4 var(--sans);color:var(--muted);letter-spacing:0;
  margin-top:.4rem;white-space:normal}
ul.plain{padding-left:1.15rem;margin:0 0 1rem;max-width:40rem}
ul.plain li{margin:.35rem 0;padding-left:.2rem}
ul.plain li::marker{color:var(--muted)}
nav{font:.9rem/1.9 var(--sans);color:var(--muted);margin:0 0 1rem}
nav a{color:inherit;margin-right:.85rem;white-space:nowrap}
nav a:hover{color:var(--spiking)}
figure{margin:1.6rem 0 1.4rem}
figcaption,.note{font:.9rem/1.6 var(--sans);color:var(--muted);max-width:40rem;
  font-variant-numeric:lining-nums;margin-top:.7rem}
figcaption p,.note p{margin:0 0 .5rem}
figcaption strong{color:var(--ink);font-weight:600}
.chart svg{display:block;width:100%;height:auto;max-width:44rem;overflow:visible}
.chart text{font-family:var(--sans)}
.chart.narrow{display:none}
/* Labels stay legible where they meet a line. */
:is(#figure-accuracy,#figure-operations) .mark-text text{paint-order:stroke;stroke:var(--page);
  stroke-width:4px;stroke-linejoin:round}
${CHART_COLOURS}
.panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(10.5rem,1fr));gap:1.9rem 1.2rem}
/* Four would leave one alone in its row. */
.panels:has(>:nth-child(4):last-child){grid-template-columns:repeat(2,minmax(0,15rem));
  column-gap:2.4rem}
.panels .chart svg{max-width:15rem}
.examples{display:grid;grid-template-columns:repeat(auto-fill,minmax(6.4rem,1fr));gap:1.1rem 1rem;
  padding:0;margin:1.4rem 0;list-style:none}
.examples img{display:block;width:100%;aspect-ratio:1;object-fit:contain;image-rendering:pixelated;
  border-radius:6px;background:var(--grid)}
.examples p{font:.82rem/1.4 var(--sans);margin:.45rem 0 0;overflow-wrap:anywhere}
.examples p+p{color:var(--muted);margin-top:.05rem}
.right::before{content:"✓ ";color:var(--spiking)}
.wrong::before{content:"✗ ";color:var(--original)}
details{font:.9rem/1.5 var(--sans);margin:.6rem 0 0;color:var(--ink)}
summary{cursor:pointer;color:var(--muted);width:max-content;max-width:100%}
summary:hover{color:var(--spiking)}
.scroll{overflow-x:auto;margin-top:.6rem}
table{border-collapse:collapse;font:.88rem/1.45 var(--sans);font-variant-numeric:tabular-nums
  lining-nums;min-width:min(100%,24rem)}
th,td{text-align:right;padding:.36rem .9rem .36rem 0;border-bottom:1px solid var(--line);
  vertical-align:top;overflow-wrap:anywhere}
th:first-child,td:first-child{text-align:left}
thead th{color:var(--muted);font-weight:600;border-bottom-color:var(--muted);white-space:nowrap}
tbody th{font-weight:400}
table.trial td{white-space:nowrap}
table.trial tbody th{min-width:9rem}
table.settings{width:100%}
table.settings td{text-align:left}
table.settings th{color:var(--muted);width:12rem;white-space:nowrap}
ol.findings{list-style:none;margin:0;padding:0}
ol.findings li{background:var(--note);border-radius:8px;padding:.75rem 1rem;margin:0 0 .6rem;
  font:.93rem/1.55 var(--sans);overflow-wrap:anywhere}
ol.findings .o{font-weight:400}
code{font:.86em var(--mono);overflow-wrap:anywhere}
footer{border-top:1px solid var(--line);margin-top:4rem;padding-top:1.1rem;
  font:.85rem/1.6 var(--sans);color:var(--muted)}
footer p{max-width:none}
#tip{position:fixed;z-index:9;pointer-events:none;background:var(--ink);color:var(--page);
  font:.8rem/1.35 var(--sans);padding:.3rem .55rem;border-radius:5px;max-width:18rem;
  transform:translate(-50%,calc(-100% - 12px))}
#tip[hidden]{display:none}
@media (max-width:36rem){
  body{font-size:1rem}
  .keys{grid-template-columns:1fr 1fr}
  .keys div:nth-child(odd){padding-left:0;border-left:0}
  .keys div:nth-child(n+3){border-top:1px solid var(--line)}
  .chart.wide{display:none}
  .chart.narrow{display:block}
  .panels,.panels:has(>:nth-child(4):last-child){grid-template-columns:1fr 1fr;gap:1.6rem .8rem}
  .examples{grid-template-columns:repeat(3,1fr)}
  table.settings th{width:8rem;white-space:normal}
}
@page{margin:18mm 16mm}
@media print{
  :root{--page:#fff;--card:#fff;--ink:#000;--muted:#444;--grid:#ddd;--line:#ccc;
    --spiking:${spiking};--original:${original};--paper:#fff;--note:#f6f6f6}
  body{font-size:10.5pt}
  main{max-width:none;padding:0}
  figure,ol.findings li,.examples li{break-inside:avoid}
  h2{break-after:avoid;margin-top:2rem}
  nav,details:not([open]),#tip{display:none}
}
`;
