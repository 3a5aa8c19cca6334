// SPDX-License-Identifier: Apache-2.0

/// How the page looks: light or dark as the reader's system is, and light on paper.
enum Stylesheet {
    static let text = """
        :root{color-scheme:light dark;--bg:#fff;--ink:#1c2128;--muted:#59636e;--grid:#dfe3e8;--panel:#f5f7f9;
        --hit:#c2410c;--bad:#b91c1c;--shade:#fde8d8;--q0:#7db4f5;--q1:#3d82e0;--q2:#1d56b8;--q3:#0b2d66;--node:#3d82e0;
        --course:#9aa5b1;--first:#1d56b8;--second:#9cc3f0;--warn:#7a4d00;--warnbg:#fff3d1}
        @media screen and (prefers-color-scheme:dark){:root{--bg:#14181d;--ink:#e6e9ed;--muted:#a3adb8;--grid:#313942;
        --panel:#1d232a;--hit:#fb923c;--bad:#f87171;--shade:#3d2a1b;--q0:#31598c;--q1:#4f8fe0;--q2:#8dbbf5;--q3:#e3effe;
        --node:#6ba5ee;--course:#6d7883;--first:#6ba5ee;--second:#31598c;--warn:#ffd98a;--warnbg:#3a2f12}}
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
        svg text{fill:var(--ink);font-size:12px}
        svg .tick,svg .unit{fill:var(--muted);font-size:11px}
        svg .row{font-weight:600;font-size:12.5px}
        .grid{stroke:var(--grid);stroke-width:1}
        .reference{stroke:var(--muted);stroke-width:1.5;stroke-dasharray:4 3}
        .thread{stroke:var(--course);stroke-width:1.5}
        .mark{stroke:var(--panel);stroke-width:1.5}
        .spread{opacity:.45}
        .q0{fill:var(--q0)}.q1{fill:var(--q1)}.q2{fill:var(--q2)}.q3{fill:var(--q3)}
        .node,.group{fill:var(--node)}.mark.hit{fill:var(--hit)}
        .bar.bad{fill:var(--bad)}.bar.first{fill:var(--first)}.bar.second{fill:var(--second)}
        .mark.bar{stroke:none}
        .whisker{stroke:var(--ink);stroke-width:1.5}
        .fault{fill:var(--shade)}
        .course{fill:none;stroke:var(--course);stroke-width:1.3;stroke-linejoin:round}
        .course.hit{stroke:var(--hit);stroke-width:1.8}
        .course.others{stroke-width:2.6}
        .course.tail{stroke:var(--q2);stroke-width:1.5}
        .failure{stroke:var(--bad);stroke-width:2}
        .key.hit{color:var(--hit);font-weight:600}
        @media (max-width:44rem){body{padding:1rem .7rem 3rem}figure{padding:.7rem .5rem}
        svg.wide{display:none}svg.narrow{display:block;max-width:420px;margin:0 auto}h1{font-size:1.4rem}
        svg.panel{max-width:420px;margin:0 auto}
        .words thead{display:none}.words tr,.words td{display:block}.words td{border:0;padding:.1rem 0}
        .words tr{border-bottom:1px solid var(--grid);padding:.5rem 0}}
        @media print{body{max-width:none;font-size:11pt}figure,tr{break-inside:avoid}h2{break-after:avoid}
        figure{background:none;border:1px solid var(--grid)}.scroll{overflow:visible}
        svg.wide{display:block}svg.narrow{display:none}
        .panels{grid-template-columns:1fr 1fr}}
        """
}
