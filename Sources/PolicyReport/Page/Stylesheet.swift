// SPDX-License-Identifier: Apache-2.0

/// How pages and drawings look: light or dark as the reader's system is, and light on paper.
enum Stylesheet {
    /// Of a page.
    static let text =
        ":root{color-scheme:light dark;\(Palette.properties(\.light))}"
        + "@media screen and (prefers-color-scheme:dark){:root{\(Palette.properties(\.dark))}}"
        + page + drawing(\.property)

    /// Of a drawing in a file of its own. Colours stand in it by themselves, as not all that shows drawings knows properties.
    static let standalone =
        "text{font-family:system-ui,-apple-system,\"Segoe UI\",Roboto,\"Liberation Sans\",Arial,sans-serif}"
        + "svg .heading{font-size:15px;font-weight:600}"
        + drawing(\.light) + "@media screen and (prefers-color-scheme:dark){\(drawing(\.dark))}"

    private static func drawing(_ colour: (Palette) -> String) -> String {
        """
        .ground{fill:\(colour(.panel))}
        svg text{fill:\(colour(.ink));font-size:12px}
        svg .tick,svg .unit{fill:\(colour(.muted));font-size:11px}
        svg .row{font-weight:600;font-size:12.5px}
        .grid{stroke:\(colour(.grid));stroke-width:1}
        .reference{stroke:\(colour(.muted));stroke-width:1.5;stroke-dasharray:4 3}
        .thread{stroke:\(colour(.course));stroke-width:1.5}
        .mark{stroke:\(colour(.panel));stroke-width:1.5}
        .spread{opacity:.45}
        .q0{fill:\(colour(.q0))}.q1{fill:\(colour(.q1))}.q2{fill:\(colour(.q2))}.q3{fill:\(colour(.q3))}
        .node,.group{fill:\(colour(.node))}.mark.hit{fill:\(colour(.hit))}
        .bar.bad{fill:\(colour(.bad))}.bar.first{fill:\(colour(.first))}.bar.second{fill:\(colour(.second))}
        .mark.bar{stroke:none}
        .whisker{stroke:\(colour(.ink));stroke-width:1.5}
        .fault{fill:\(colour(.shade))}
        .course{fill:none;stroke:\(colour(.course));stroke-width:1.3;stroke-linejoin:round}
        .course.hit{stroke:\(colour(.hit));stroke-width:1.8}
        .course.others{stroke-width:2.6}
        .course.tail{stroke:\(colour(.q2));stroke-width:1.5}
        .failure{stroke:\(colour(.bad));stroke-width:2}
        """
    }

    private static let page = """
        *{box-sizing:border-box}
        body{margin:0 auto;max-width:64rem;padding:1.5rem 1rem 4rem;background:var(--bg);color:var(--ink);
        font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",Arial,sans-serif}
        h1{font-size:1.7rem;line-height:1.2;margin:0 0 .5rem}
        h2{font-size:1.35rem;margin:3rem 0 .3rem;padding-top:1rem;border-top:2px solid var(--grid)}
        h3{font-size:1.05rem;margin:0 0 .5rem}
        p,ul{margin:.4rem 0 .8rem}ul{padding-left:1.2rem}li{margin:.25rem 0}
        a{color:inherit}
        .muted{color:var(--muted)}
        .badge{font-size:.75rem;font-weight:600;border:1px solid var(--grid);border-radius:1rem;padding:.1rem .6rem;
        color:var(--muted);white-space:nowrap;vertical-align:middle}
        .partial{background:var(--warnbg);color:var(--warn);padding:.6rem .9rem;border-radius:.4rem;font-weight:600}
        figure{margin:1.4rem 0 0;padding:1rem;background:var(--panel);border-radius:.6rem}
        figcaption{font-size:.88rem;color:var(--muted);margin-top:.6rem}
        code{font:.85em ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace;overflow-wrap:anywhere}
        .scroll{overflow-x:auto;margin:1rem 0}
        table{border-collapse:collapse;font-size:.86rem;font-variant-numeric:tabular-nums;width:100%}
        th,td{text-align:right;padding:.3rem .45rem;border-bottom:1px solid var(--grid);white-space:nowrap}
        th{color:var(--muted);font-weight:600}
        th:first-child,td:first-child{text-align:left}
        .words td{white-space:normal;text-align:left;vertical-align:top}.words th{text-align:left}
        .worse{color:var(--bad);font-weight:600}
        svg{display:block;width:100%;height:auto;overflow:visible}
        svg.wide{max-width:720px;margin:0 auto}svg.narrow{display:none}
        .panels{display:grid;grid-template-columns:repeat(auto-fit,minmax(290px,1fr));gap:1rem}
        svg.panel{max-width:430px}
        .key.hit{color:var(--hit);font-weight:600}
        @media (max-width:44rem){body{padding:1rem .7rem 3rem}figure{padding:.7rem .5rem}
        svg.wide{display:none}svg.narrow{display:block;max-width:420px;margin:0 auto}h1{font-size:1.4rem}
        svg.panel{max-width:420px;margin:0 auto}
        .words thead{display:none}.words tr,.words td{display:block}.words td{border:0;padding:.1rem 0}
        .words tr{border-bottom:1px solid var(--grid);padding:.5rem 0}}
        @media print{@page{margin:14mm 13mm}html{font-size:11.5px}body{max-width:none;padding:0;font-size:1rem}
        h2{margin-top:2rem}h2,h3{break-after:avoid}figure,tr,li,.scroll{break-inside:avoid}
        .figures{display:grid;grid-template-columns:1fr 1fr;gap:.8rem}
        figure{margin:0;padding:.7rem;background:none;border:1px solid var(--grid)}figure.timeline{grid-column:1/-1}
        .scroll{overflow:visible}.partial{border:1px solid}table{font-size:.8rem}th,td{padding:.25rem .3rem}
        svg.wide{display:none}svg.narrow{display:block;max-width:66mm}
        .panels{grid-template-columns:1fr 1fr;justify-items:center}svg.panel{max-width:60mm}
        figcaption{font-size:.78rem}}
        """
}
