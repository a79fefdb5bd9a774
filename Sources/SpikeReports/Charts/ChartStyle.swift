/// The look of reports: light, dark and paper. No script, no font, no address.
enum ChartStyle {
  /// Colours after Okabe and Ito, lighter in the dark, in up to five shades; the first five stay apart for colour-blind
  /// readers (simulated deuteranopia, protanopia and tritanopia); shades of one hue whose lightness alone
  /// orders them, so that they read the same in grey.
  static let sheet: StaticString = """

    :root { color-scheme: light dark;
      --bg: #fff; --fg: #1b1b1b; --soft: #595959; --grid: #ddd; --card: #fafafa; --edge: #d5d5d5;
      --warn: #8a3b00; --paper: #fff; --ink: #000; --plus: #1b7837; --minus: #762a83;
      --s0: #0072b2; --s1: #d55e00; --s2: #00573f; --s3: #ad4a83; --s4: #1f1f1f; --s5: #2f93cc;
      --s6: #b37400 }
    @media screen and (prefers-color-scheme: dark) { :root {
      --bg: #16181b; --fg: #ececec; --soft: #b0b0b0; --grid: #3a3d42; --card: #1d2024; --edge: #383c42;
      --warn: #ffb071; --paper: #0c0d0f; --ink: #fff; --plus: #7fd08f; --minus: #d79be0;
      --s0: #4aa8e0; --s1: #f59a4e; --s2: #179a74; --s3: #e8a6d0; --s4: #fff; --s5: #8fd0f5;
      --s6: #e8b23a } }
    .s0 { --c: var(--s0) } .s1 { --c: var(--s1) } .s2 { --c: var(--s2) } .s3 { --c: var(--s3) }
    .s4 { --c: var(--s4) } .s5 { --c: var(--s5) } .s6 { --c: var(--s6) } .sg { --c: var(--soft) }
    .t0 { --k: color-mix(in srgb, var(--c) 52%, var(--fg)) } .t1 { --k: color-mix(in srgb, var(--c) 76%, var(--fg)) }
    .t3 { --k: color-mix(in srgb, var(--c) 80%, var(--card)) } .t4 { --k: color-mix(in srgb, var(--c) 62%, var(--card)) }
    * { box-sizing: border-box }
    body { margin: 0 auto; padding: 16px; max-width: 1320px; background: var(--bg); color: var(--fg);
      font: 15px/1.5 system-ui, "DejaVu Sans", "Helvetica Neue", Arial, sans-serif;
      overflow-wrap: anywhere }
    h1 { font-size: 1.6rem; margin: 0 0 .3rem } h2 { font-size: 1.25rem; margin: 2rem 0 .4rem;
      border-bottom: 1px solid var(--edge) } h3 { font-size: 1.05rem; margin: 1.2rem 0 .3rem }
    p { margin: .3rem 0 .7rem; max-width: 75ch } .note, .empty { color: var(--soft); font-size: .88rem }
    .warn { color: var(--warn); border-left: 4px solid var(--warn); padding-left: .7rem }
    .charts { display: grid; gap: 14px; margin-bottom: 14px; align-items: start;
      grid-template-columns: repeat(auto-fill, minmax(min(100%, 370px), 1fr)) }
    figure { margin: 0; padding: 10px; border: 1px solid var(--edge); border-radius: 6px;
      background: var(--card); min-width: 0; break-inside: avoid }
    figcaption { font-weight: 600; margin-bottom: .3rem }
    svg.chart { display: block; width: 100%; height: auto; max-width: 560px }
    svg.bare { max-width: 190px; margin: 6px auto }
    svg text { font: 11.5px system-ui, "DejaVu Sans", Arial, sans-serif; fill: var(--soft) }
    svg text.name { fill: var(--fg) }
    svg text.cell { text-anchor: middle; font-size: 11px } svg text.spread { font-size: 9px }
    .grid { stroke: var(--grid); fill: none } .axis { stroke: var(--soft); fill: none }
    .l { fill: none; stroke: var(--k, var(--c)); stroke-width: 2; stroke-linejoin: round }
    .m { fill: var(--k, var(--c)); stroke: var(--bg); stroke-width: .6 } .b { fill: var(--k, var(--c)) }
    .band { fill: var(--k, var(--c)); fill-opacity: .13; stroke: none }
    .whisker { fill: none; stroke: var(--k, var(--c)); stroke-width: 1.4 }
    .error { stroke: var(--fg); stroke-width: 1.4; fill: none }
    .rule { stroke: var(--fg); stroke-width: 1.2; stroke-dasharray: 4 3; fill: none }
    .spike { stroke: var(--fg); fill: none } .paper { fill: var(--paper); stroke: var(--edge) } .ink { fill: var(--ink) }
    .plus { fill: var(--plus); stroke: var(--plus) } .minus { fill: var(--minus); stroke: var(--minus) }
    .tile path { fill: none; stroke-width: 1; shape-rendering: crispEdges } .tile .ink { stroke: var(--ink) }
    .h0 { fill: #f2f6fb } .h1 { fill: #dbe7f4 } .h2 { fill: #c3d7ec } .h3 { fill: #a6c5e2 }
    .h4 { fill: #84afd6 } .h5 { fill: #6297c8 } .h6 { fill: #437eb8 } .h7 { fill: #2b65a3 }
    .h8 { fill: #184c87 } .h9 { fill: #0a3263 }
    svg text.c0, svg text.c1, svg text.c2, svg text.c3, svg text.c4 { fill: #111 }
    svg text.c5 { fill: #000 } svg text.c6, svg text.c7, svg text.c8, svg text.c9 { fill: #fff }
    @media screen and (prefers-color-scheme: dark) {
      .h0 { fill: #1f2a36 } .h1 { fill: #22384d } .h2 { fill: #254764 } .h3 { fill: #28577c }
      .h4 { fill: #2d6895 } .h5 { fill: #3a7bac } .h6 { fill: #5190c1 } .h7 { fill: #71a8d3 }
      .h8 { fill: #9ac4e4 } .h9 { fill: #cbe3f5 }
      svg text.c0, svg text.c1, svg text.c2, svg text.c3, svg text.c4 { fill: #fff }
      svg text.c5, svg text.c6, svg text.c7, svg text.c8, svg text.c9 { fill: #000 } }
    .contents { display: flex; flex-wrap: wrap; gap: 2px 16px; padding: 0; margin: .6rem 0; list-style: none }
    a { color: var(--s0) } .headline { font-size: 1.1rem; font-weight: 600 }
    @media screen and (min-width: 1190px) { .charts { grid-template-columns: repeat(6, 1fr) }
      .charts > * { grid-column: span 2 }
      .charts > :nth-child(3n+1):nth-last-child(4), .charts > :nth-child(3n+1):nth-last-child(4) ~ *,
      .charts > :nth-child(3n+1):nth-last-child(2), .charts > :nth-child(3n+1):nth-last-child(2) ~ * { grid-column: span 3 } }
    @media screen and (min-width: 800px) and (max-width: 1189px) { .charts { grid-template-columns: 1fr 1fr }
      .charts > :last-child:nth-child(odd) { grid-column: 1 / -1 } }
    @media screen and (min-width: 800px) { .charts > :only-child { grid-column: 1 / -1 } .charts > :only-child svg.chart { max-width: 700px }
      .charts.row { grid-template-columns: repeat(auto-fit, minmax(250px, 1fr)) } .charts.row > :nth-child(n) { grid-column: auto } }
    .charts svg.chart { margin: 0 auto }
    .legend { list-style: none; margin: .2rem 0; padding: 0; display: flex; flex-wrap: wrap;
      gap: 2px 14px; font-size: .85rem } .legend li { display: flex; gap: 6px; align-items: center;
      min-width: 0 }
    .swatch { width: 30px; height: 14px; flex: none } .scale { width: 80px }
    details { font-size: .85rem; margin-top: .3rem } summary { cursor: pointer; color: var(--soft) }
    .scroll { overflow: auto } details .scroll { max-height: 420px } table { border-collapse: separate; border-spacing: 0; font-size: .85rem }
    th, td { padding: 2px 9px 2px 0; text-align: left; vertical-align: top; overflow-wrap: normal;
      border-bottom: 1px solid var(--grid) } td.n { text-align: right; white-space: nowrap;
      font-variant-numeric: tabular-nums }
    th.n { text-align: right } td.short { white-space: nowrap } section > .scroll { margin: .5rem 0 .9rem }
    td.long { min-width: 22ch; max-width: 46ch; overflow-wrap: break-word }
    @media screen and (max-width: 600px) { .scroll th:first-child, .scroll td:first-child { position: sticky; left: 0;
      background: var(--bg); } figure .scroll :is(th, td):first-child { background: var(--card) } }
    @media screen and (max-width: 600px) { td.long { min-width: 12ch }
      .scroll td:first-child { box-shadow: inset 0 1px var(--grid) } }
    pre { overflow: auto; font-size: .8rem; white-space: pre-wrap }
    @media print { html { font-size: 11px } body { max-width: none; padding: 0; font-size: 11px } table { font-size: 8.5px }
      th, td, td.short, td.n { padding-right: 5px; white-space: normal; overflow-wrap: break-word }
      section:last-of-type table { font-size: 7.5px } td.long { min-width: 0 } tr { break-inside: avoid } h3 { break-after: avoid } .scroll { max-height: none;
      overflow: visible } .charts { grid-template-columns: 1fr 1fr } h2 { break-after: avoid }
      .charts > :last-child:nth-child(odd) { grid-column: 1 / -1 }
      :is(h2, h3) + p { break-after: avoid } .contents { display: none }
      details:not([open]) { display: none } }

    """
}
