package dev.flowbench.check;

import dev.flowbench.flow.Problem;
import dev.flowbench.flow.Problem.Severity;
import java.util.ArrayList;
import java.util.List;

/** Collects problems; their words stand in the bundle under their code. */
final class Findings {
    private final List<Problem> problems = new ArrayList<>();

    List<Problem> problems() {
        return problems;
    }

    void error(Spot at, String code, Object... arguments) {
        add(Severity.ERROR, at, code, arguments);
    }

    void warning(Spot at, String code, Object... arguments) {
        add(Severity.WARNING, at, code, arguments);
    }

    void info(Spot at, String code, Object... arguments) {
        add(Severity.INFO, at, code, arguments);
    }

    /** A problem whose words came from elsewhere: a first sentence that says what is wrong, and the rest that says what to do. */
    void said(Spot at, String code, String place, String said) {
        int end = said.indexOf(". ");
        String message = end < 0 ? said : said.substring(0, end + 1);
        String wayOut = end < 0 ? CheckTexts.text("mend.wayOut") : said.substring(end + 2);
        problems.add(new Problem(Severity.ERROR, code, place + message, wayOut, at.node(), at.field(), at.pointer()));
    }

    private void add(Severity severity, Spot at, String code, Object... arguments) {
        problems.add(new Problem(severity, code, CheckTexts.text(code, arguments),
                CheckTexts.text(code + ".wayOut", arguments), at.node(), at.field(), at.pointer()));
    }
}
