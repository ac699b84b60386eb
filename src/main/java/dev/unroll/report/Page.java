package dev.unroll.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.report.drawing.Escape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * A self-contained HTML page: it includes its style, scripts and data, and makes no network requests.
 */
final class Page {
    private Page() {}

    /**
     * @param title plain text
     * @param script the name of the resource that draws the page from the data
     * @param data maps, lists, texts and numbers
     */
    static String of(String title, String script, Map<String, Object> data) {
        return document(title, resource("uplot.css") + resource("page.css"), """
                <main id="page"></main>
                <script type="application/json" id="data">%s</script>
                <script>%s</script>
                <script>
                %s%s</script>
                """.formatted(
                        json(data), resource("uplot.js"), resource("page.js"), resource(script)));
    }

    /**
     * A page without scripts.
     *
     * @param title plain text
     * @param body HTML
     */
    static String still(String title, String body) {
        return document(title, resource("page.css"), "<main>\n" + body + "</main>\n");
    }

    private static String document(String title, String style, String body) {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <link rel="icon" href="data:,">
                <title>%s</title>
                <style>
                %s</style>
                </head>
                <body>
                %s</body>
                </html>
                """.formatted(Escape.xml(title), style, body);
    }

    /** JSON that no text in it can end early. */
    private static String json(Map<String, Object> data) {
        try {
            return new ObjectMapper().writeValueAsString(data).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Numbers in 8 bits each, compressed, in base 64: the byte b stands for {@code low + b (high - low) / 255}.
     *
     * @return keys {@code low}, {@code high} and {@code bytes}
     */
    static Map<String, Object> packed(float[] values) {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) Math.round(high > low ? (values[i] - low) / (high - low) * 255 : 0);
        }
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(compressed, new Deflater(Deflater.BEST_COMPRESSION))) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of("low", low, "high", high, "bytes", Base64.getEncoder().encodeToString(compressed.toByteArray()));
    }
}
