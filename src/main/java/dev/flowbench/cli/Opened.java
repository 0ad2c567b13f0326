package dev.flowbench.cli;

import dev.flowbench.app.Documents;
import dev.flowbench.flow.Problem;
import dev.flowbench.flow.file.Document;
import dev.flowbench.flow.file.Position;
import dev.flowbench.flow.file.UnreadableDocument;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Opens documents, and says what is wrong with them as compilers do: {@code file:line:column: what. way out.} */
final class Opened {
    private Opened() {}

    static Document document(Documents documents, String file) throws Failure {
        try {
            return documents.open(Specs.path(file));
        } catch (UnreadableDocument e) {
            throw new Failure(ExitCode.BAD_USAGE, line(file, e));
        }
    }

    static String line(String file, UnreadableDocument e) {
        if (e.code().equals("NOT_JSON") && !file.endsWith(".json")) {
            return CliTexts.text("open.noWorkflow", file);
        }
        @Nullable Position at = e.position();
        return CliTexts.text("place", at == null ? file : place(file, at), sentence(e.what(), e.wayOut()));
    }

    static String line(String file, Problem problem, Position at) {
        String severity = CliTexts.text("severity." + problem.severity().name().toLowerCase(Locale.ROOT));
        return CliTexts.text("problem", place(file, at), severity, sentence(problem.message(), problem.wayOut()),
                problem.code());
    }

    static String sentence(String what, String wayOut) {
        String said = what.strip();
        // A server's own words may end anyhow.
        boolean ended = said.isEmpty() || wayOut.isBlank() || ".!?:…".indexOf(said.charAt(said.length() - 1)) >= 0;
        return ((ended ? said : said + ".") + " " + wayOut.strip()).strip();
    }

    private static String place(String file, Position at) {
        return file + ":" + at.line() + ":" + at.column();
    }
}
