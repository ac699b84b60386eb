package dev.unroll.report;

import dev.unroll.report.drawing.Drawing;
import dev.unroll.report.drawing.Escape;
import dev.unroll.report.drawing.SvgWriter;
import java.util.List;

/** A drawing as a page, with a table of its equations. */
public final class DrawingPage {
    private DrawingPage() {}

    /** The page; it asks the network for nothing. */
    public static String html(Drawing drawing) {
        StringBuilder body = new StringBuilder();
        body.append("<h1>").append(Escape.xml(drawing.title())).append("</h1>\n<p>");
        body.append(Escape.xml(drawing.about())).append("</p>\n<div class=\"scroll drawing\">\n");
        body.append(SvgWriter.element(drawing)).append("</div>\n");
        List<List<String>> rows = drawing.equations();
        if (!rows.isEmpty()) {
            body.append("<h2>Equations</h2>\n<div class=\"scroll\"><table class=\"equations\">\n");
            body.append("<tr><th>name</th><th>value</th><th>comment</th></tr>\n");
            for (List<String> row : rows) {
                body.append("<tr>");
                row.forEach(cell -> body.append("<td>").append(Escape.xml(cell)).append("</td>"));
                body.append("</tr>\n");
            }
            body.append("</table></div>\n");
        }
        return Page.still(drawing.title(), body.toString());
    }
}
