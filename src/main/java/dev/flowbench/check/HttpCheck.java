package dev.flowbench.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.flow.TemplateSource;
import dev.flowbench.flow.ToolDeclaration;
import dev.flowbench.flow.ToolDeclaration.HttpTool;
import dev.flowbench.flow.text.Template;
import dev.flowbench.flow.text.TextException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether a tool over HTTP can be called as it is declared. Nothing is looked up and nothing is sent. */
final class HttpCheck {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final Set<String> NOT_OURS = Set.of("host", "content-length", "transfer-encoding", "connection",
            "keep-alive", "proxy-authorization", "proxy-connection", "upgrade", "te", "trailer", "expect",
            "accept-encoding");
    /** A header that is there for nothing but a key. */
    private static final Pattern KEY_HEADER = Pattern
            .compile(
                    "(?i)authorization|cookie|.*(api|access|auth|secret|subscription)[-_]?(key|token).*|.*-token|.*secret.*");
    /** A text that is a key by its looks, whatever it stands in. */
    private static final Pattern KEY = Pattern
            .compile("(?:\\b|_)(?:sk|pk|rk)[-_][A-Za-z0-9_-]{16,}|\\bgh[pousr]_[A-Za-z0-9]{20,}"
                    + "|\\bgithub_pat_\\w{20,}|\\bxox[abprs]-[A-Za-z0-9-]{10,}|\\bAKIA[A-Z0-9]{12,}|\\bAIza[\\w-]{30,}"
                    + "|\\beyJ[\\w-]{10,}\\.[\\w-]{10,}|\\bglpat-[\\w-]{16,}");

    private final Findings findings;

    HttpCheck(Findings findings) {
        this.findings = findings;
    }

    void check(String name, ToolDeclaration tool, HttpTool http, Spot at) {
        String method = http.method().strip().toUpperCase(Locale.ROOT);
        if (!METHODS.contains(method)) {
            findings.error(at.child("method"), "TOOL_METHOD", name, http.method());
        }
        String address = http.address().text().strip();
        if (!address.isEmpty() && !address.regionMatches(true, 0, "https://", 0, 8)
                && !address.regionMatches(true, 0, "http://", 0, 7)
                && !address.matches("\\{\\{\\s*[A-Za-z_][A-Za-z0-9_.]*\\s*\\}\\}")) {
            findings.error(at.child("address"), "TOOL_ADDRESS", name, address);
        }
        template(name, tool, http.address(), true, at.child("address"));
        for (Map.Entry<String, TemplateSource> header : http.headers().entrySet()) {
            Spot here = at.child("headers").child(header.getKey());
            if (!header.getKey().matches("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
                    || NOT_OURS.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                findings.error(here, "TOOL_HEADER", name, header.getKey());
            } else if (KEY_HEADER.matcher(header.getKey()).matches() && !header.getValue().text().isBlank()
                    && !header.getValue().text().contains("{{")) {
                findings.error(here, "TOOL_KEY", name);
            }
            template(name, tool, header.getValue(), true, here);
        }
        if (http.body() != null) {
            template(name, tool, http.body(), false, at.child("body"));
        }
        if (http.result() != null && !http.result().isBlank() && !http.result().strip().startsWith("$")) {
            findings.error(at.child("result"), "TOOL_PATH", name, http.result());
        }
    }

    /** @param strict whether what is not given makes the call fail: in a body its field is left out */
    private void template(String name, ToolDeclaration tool, TemplateSource source, boolean strict, Spot at) {
        if (KEY.matcher(source.text()).find()) {
            findings.error(at, "TOOL_KEY", name);
        }
        Template template;
        try {
            template = Template.parse(source.text());
        } catch (TextException e) {
            findings.error(at, "TOOL_TEMPLATE", name, e.getMessage());
            return;
        }
        @Nullable JsonNode parameters = tool.parameters();
        JsonNode properties = parameters == null
                ? com.fasterxml.jackson.databind.node.MissingNode.getInstance()
                : parameters.path("properties");
        var required = new HashSet<String>();
        if (parameters != null) {
            parameters.path("required").forEach(one -> required.add(one.asText()));
        }
        for (String wanted : template.names()) {
            if (!properties.has(wanted)) {
                findings.error(at, "TOOL_NO_PARAMETER", name, wanted);
            } else if (strict && template.required().contains(wanted) && !required.contains(wanted)) {
                findings.warning(at, "TOOL_MAY_LACK", name, wanted);
            }
        }
    }
}
