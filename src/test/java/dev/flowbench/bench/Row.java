package dev.flowbench.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One line of the table.
 *
 * @param aim what we want; empty for a baseline
 */
record Row(String what, String unit, double median, double best, String aim) {

    /** One round of a measurement; gives its figure. */
    interface Round {
        double run() throws Exception;
    }

    static Row of(String what, String unit, String aim, List<Double> figures, boolean moreIsBetter) {
        double[] sorted = figures.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return new Row(what, unit, sorted[sorted.length / 2], moreIsBetter ? sorted[sorted.length - 1] : sorted[0],
                aim);
    }

    /** A measurement with its name. */
    record Probe(String what, String unit, String aim, boolean moreIsBetter, Round round) {
        Probe(String what, String unit, String aim, Round round) {
            this(what, unit, aim, false, round);
        }
    }

    /** Runs the probes in turn, round by round, so that a machine whose speed drifts treats them alike. */
    static List<Row> measure(int warmups, int rounds, List<Probe> probes) throws Exception {
        var figures = new ArrayList<List<Double>>();
        probes.forEach(_ -> figures.add(new ArrayList<>()));
        for (int round = -warmups; round < rounds; round++) {
            for (int i = 0; i < probes.size(); i++) {
                double figure = probes.get(i).round().run();
                if (round >= 0) {
                    figures.get(i).add(figure);
                }
            }
        }
        var rows = new ArrayList<Row>();
        for (int i = 0; i < probes.size(); i++) {
            Probe probe = probes.get(i);
            rows.add(of(probe.what(), probe.unit(), probe.aim(), figures.get(i), probe.moreIsBetter()));
        }
        return rows;
    }

    static void print(String title, List<Row> rows) {
        System.out.printf("%n%-58s %-9s %12s %12s  %s%n", title, "", "median", "best", "aim");
        for (Row row : rows) {
            System.out.printf("  %-56s %-9s %12s %12s  %s%n", row.what(), row.unit(), figure(row.median()),
                    figure(row.best()), row.aim());
        }
    }

    private static String figure(double value) {
        return value >= 1000 ? String.format("%,.0f", value) : String.format("%.2f", value);
    }
}
