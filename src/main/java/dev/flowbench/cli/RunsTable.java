package dev.flowbench.cli;

import dev.flowbench.engine.port.Journal;
import dev.flowbench.trace.Figures;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs in columns. */
final class RunsTable {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private RunsTable() {}

    static List<String> lines(List<Journal.Summary> runs) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of(CliTexts.text("column.run"), CliTexts.text("column.started"), CliTexts.text("column.status"),
                CliTexts.text("column.steps"), CliTexts.text("column.tokens"), CliTexts.text("column.cost"),
                CliTexts.text("column.time"), CliTexts.text("column.workflow")));
        for (Journal.Summary run : runs) {
            String status = Spans.status(run.status()) + (run.reason().isEmpty() ? "" : " (" + run.reason() + ")");
            rows.add(List.of(run.run(), time(run.startedAt()), status, Figures.count(run.spent().steps()),
                    Figures.count(run.spent().tokens()),
                    run.simulated()
                            ? CliTexts.text("summary.simulated")
                            : Figures.money(run.spent().nanoUsd(), run.spent().priced(), false),
                    Figures.time(run.micros()), Seen.line(run.name())));
        }
        return columns(rows, 3, 6);
    }

    /** A moment in this machine's time. */
    static String time(long epochMicros) {
        return TIME.format(Instant.EPOCH.plus(epochMicros, ChronoUnit.MICROS).atZone(ZoneId.systemDefault()));
    }

    /**
     * Rows as lines whose columns stand below each other.
     *
     * @param from first column that stands at the right
     * @param to last of them
     */
    static List<String> columns(List<List<String>> rows, int from, int to) {
        int[] widths = new int[rows.getFirst().size()];
        rows.forEach(row -> {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        return rows.stream().map(row -> {
            var line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                String pad = " ".repeat(widths[i] - row.get(i).length());
                line.append(i >= from && i <= to ? pad + row.get(i) : row.get(i) + pad).append("  ");
            }
            return line.toString().stripTrailing();
        }).toList();
    }
}
