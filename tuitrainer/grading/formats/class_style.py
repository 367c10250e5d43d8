"""How the HTML of a class report looks."""

STYLE = """
:root { color-scheme: light dark; --text: #1b1f24; --page: #ffffff; --muted: #57606a; --line: #d0d7de; --back: #f3f5f8;
  --good: #1a7f37; --bad: #bc4c00; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6edf3; --page: #0d1117; --muted: #9da7b3; --line: #30363d; --back: #161b22;
    --good: #3fb950; --bad: #f0883e; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 64rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; } h2 { font-size: 1.3rem; line-height: 1.25; margin-top: 2.5rem; }
code { font: 0.9em ui-monospace, monospace; } h2 code { color: var(--muted); font-weight: normal; }
p { margin: 0.4rem 0; } .muted { color: var(--muted); }
.table { overflow-x: auto; margin: 1rem 0; } .table:focus-visible { outline: 2px solid var(--muted); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: 0.4rem 0; }
th, td { border-bottom: 1px solid var(--line); padding: 0.4rem 0.6rem; text-align: left; vertical-align: top; }
thead th { background: var(--back); font-size: 0.9rem; } tbody th { font-weight: normal; min-width: 11rem; }
bdi, tbody th { overflow-wrap: anywhere; }
.bar { display: block; width: 7rem; height: 0.5rem; background: var(--back); border: 1px solid var(--line); }
.bar span { display: block; height: 100%; }
.bar .good { background: var(--good); } .bar .bad { background: var(--bad); }
details { margin: 0.3rem 0; } summary { color: var(--muted); cursor: pointer; }
@media (max-width: 40rem) {
  th, td { padding: 0.3rem 0.4rem; } tbody th { min-width: 9rem; } .bar { width: 4.5rem; }
}
@media print { .table { overflow: visible; } }
"""
