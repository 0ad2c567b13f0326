package dev.flowbench.tool.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.tool.Json;
import dev.flowbench.tool.ToolTexts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.util.HashSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;
import org.jspecify.annotations.Nullable;

/** What a person would read on a page: its main part where it says which that is, block by block, with headings and items. */
final class PageText {
    private static final String UNSEEN = "script, style, noscript, template, svg, math, iframe, object, embed, canvas,"
            + " form, nav, footer, aside, dialog, [hidden], [aria-hidden=true]";
    private static final Pattern CHARSET = Pattern.compile("(?i)charset=\"?([A-Za-z0-9._:-]+)");
    private static final int MOST_LINKS = 100;
    private static final int LONGEST_LINK = 500;

    private final StringBuilder text = new StringBuilder();
    private boolean pre;

    private PageText() {}

    static ObjectNode of(byte[] bytes, String type, URI address, int most) throws ToolException {
        if (isFile(bytes)) {
            // Whatever it says it is.
            throw ToolTexts.fault(ErrorCode.TOOL_ERROR, "page.noText", String.valueOf(address.getHost()), type);
        }
        Document page;
        try {
            page = Jsoup.parse(new ByteArrayInputStream(bytes), charset(type), address.toString());
        } catch (IOException e) {
            throw ToolTexts.fault(e, ErrorCode.TOOL_ERROR, "page.noText", String.valueOf(address.getHost()), type);
        }
        String title = ToolTexts.shown(page.title());
        page.select(UNSEEN).remove();
        @Nullable Element main = page.selectFirst("main, article, [role=main]");
        Element body = main == null || main.text().length() < 200 ? page.body() : main;
        String text = text(body);
        ObjectNode result = Json.object().put("address", address.toString()).put("title", title)
                .put("text", cut(text, most)).put("truncated", text.length() > most);
        links(body, result.putArray("links"));
        return result;
    }

    /** A document of an office, an archive, a picture: they begin with a word of theirs, or have zeros no text has. */
    private static boolean isFile(byte[] bytes) {
        int zeros = 0;
        for (int i = 0; i < Math.min(1_000, bytes.length); i++) {
            zeros += bytes[i] == 0 ? 1 : 0;
        }
        boolean wide = bytes.length > 1 && (bytes[0] == -1 && bytes[1] == -2 || bytes[0] == -2 && bytes[1] == -1);
        return zeros > 0 && !wide || new String(bytes, 0, Math.min(5, bytes.length), ISO_8859_1).equals("%PDF-");
    }

    private static @Nullable String charset(String type) {
        Matcher named = CHARSET.matcher(type);
        try {
            return named.find() && Charset.isSupported(named.group(1)) ? named.group(1) : null;
        } catch (IllegalCharsetNameException _) {
            return null;
        }
    }

    private static void links(Element body, ArrayNode into) {
        var seen = new HashSet<String>();
        for (Element link : body.select("a[href]")) {
            String to = link.absUrl("href");
            String words = ToolTexts.shown(link.text());
            if (into.size() < MOST_LINKS && to.startsWith("http") && to.length() <= LONGEST_LINK && !words.isBlank()
                    && seen.add(to)) {
                into.addObject().put("text", words).put("address", to);
            }
        }
    }

    /** Visits without recursion: a page may be nested as deep as it likes. */
    private static String text(Element body) {
        var out = new PageText();
        body.traverse(new NodeVisitor() {
            @Override
            public void head(Node node, int depth) {
                out.head(node);
            }

            @Override
            public void tail(Node node, int depth) {
                out.tail(node);
            }
        });
        return out.text.toString().replaceAll("[ \\t]+\\n", "\n").replaceAll("\\n{3,}", "\n\n").strip();
    }

    private void head(Node node) {
        if (node instanceof TextNode words) {
            text(words);
        } else if (node instanceof Element element) {
            String tag = element.normalName();
            boolean cell = tag.equals("td") || tag.equals("th");
            if (element.isBlock() && !cell || tag.equals("br")) {
                line(tag.equals("p") || tag.matches("h[1-6]|pre|table|blockquote|ul|ol"));
            }
            switch (tag) {
                case "h1", "h2", "h3", "h4", "h5", "h6" -> text.append("#".repeat(tag.charAt(1) - '0')).append(' ');
                case "li" -> text.append("- ");
                case "td", "th" -> text.append(text.isEmpty() || text.charAt(text.length() - 1) == '\n' ? "" : " | ");
                case "pre" -> pre = true;
                default -> {
                    // Its text is all there is to it.
                }
            }
        }
    }

    private void tail(Node node) {
        if (node instanceof Element element && (element.isBlock() || element.normalName().equals("tr"))) {
            pre &= !element.normalName().equals("pre");
            if (!element.normalName().equals("td") && !element.normalName().equals("th")) {
                line(false);
            }
        }
    }

    private void text(TextNode node) {
        if (pre) {
            text.append(node.getWholeText());
            return;
        }
        String words = node.getWholeText().replaceAll("[\\s\\p{Z}]+", " ");
        boolean begins = text.isEmpty() || text.charAt(text.length() - 1) == '\n'
                || text.charAt(text.length() - 1) == ' ';
        text.append(begins ? words.stripLeading() : words);
    }

    private void line(boolean paragraph) {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
            if (text.length() >= 2 && text.charAt(text.length() - 1) == ' ' && text.charAt(text.length() - 2) == '-') {
                return; // An item that begins with a block.
            }
            text.append('\n');
        }
        if (paragraph && !text.isEmpty()) {
            text.append('\n');
        }
    }

    /** The first characters, without half of one at the end. */
    static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }
}
