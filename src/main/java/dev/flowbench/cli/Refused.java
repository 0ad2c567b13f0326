package dev.flowbench.cli;

import dev.flowbench.app.CannotRun;
import dev.flowbench.app.Sheet;
import dev.flowbench.flow.file.Document;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The words for a run that was not begun. */
final class Refused {
    private Refused() {}

    /**
     * @param label what the document is called: its file, or the run that keeps it
     * @param document for lines and columns; null where there is no file with them
     */
    static Failure failure(String label, @Nullable Document document, CannotRun e) {
        return failure(label, document, e, e.wayOut());
    }

    /** @param wayOut what to do where nobody allowed the document to run here */
    static Failure failure(String label, @Nullable Document document, CannotRun e, String wayOut) {
        List<String> lines = switch (e.reason()) {
            case DOCUMENT -> e.problems().stream().map(problem -> document == null
                    ? CliTexts.text("place", label, Opened.sentence(problem.message(), problem.wayOut()))
                    : Opened.line(label, problem, document.positions().locate(problem.pointer()))).toList();
            case INPUTS ->
                e.wrongInputs().stream().map(wrong -> CliTexts.text("place", label, wrong.message())).toList();
            case NO_KEY -> List.of(CliTexts.text("place", label, Opened.sentence(e.getMessage(), e.wayOut())));
            case RESTRICTED -> List.of(CliTexts.text("place", label, Opened.sentence(e.getMessage(), wayOut)),
                    e.sheet().map(Sheet::text).orElse(""));
            case STORAGE, RECORDING -> List.of(Opened.sentence(e.getMessage(), e.wayOut()));
        };
        String all = lines.stream().collect(Collectors.joining("\n"));
        return new Failure(
                e.reason() == CannotRun.Reason.RESTRICTED ? ExitCode.NEEDS_PERSON : ExitCode.BAD_USAGE,
                e.reason() == CannotRun.Reason.INPUTS ? all + "\n" + CliTexts.text("run.inputsWayOut") : all);
    }
}
