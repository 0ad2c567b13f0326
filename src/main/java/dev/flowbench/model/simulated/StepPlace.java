package dev.flowbench.model.simulated;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where in a run a step stands, read from its key: {@code polish/generator#2/draft~3} is the third visit of
 * {@code draft} in round 2. Read leniently: what is not understood is part of a name.
 *
 * @param names the names on the way, node ids and names of children
 * @param index innermost round, vote or item, from 1; empty outside of all of them
 * @param visit from 1
 */
record StepPlace(List<String> names, Optional<Integer> index, int visit) {
    private static final Pattern NUMBER = Pattern.compile("([#~])(\\d{1,9})");

    static StepPlace of(String key) {
        var names = new ArrayList<String>();
        Optional<Integer> index = Optional.empty();
        int visit = 1;
        for (String part : key.split("/")) {
            Matcher numbers = NUMBER.matcher(part);
            visit = 1;
            int end = part.length();
            while (numbers.find()) {
                end = Math.min(end, numbers.start());
                int number = Math.max(1, Integer.parseInt(numbers.group(2)));
                if (numbers.group(1).equals("#"))
                    index = Optional.of(number);
                else
                    visit = number;
            }
            names.add(part.substring(0, end));
        }
        return new StepPlace(List.copyOf(names), index, visit);
    }

    int round() { return index.orElse(1); }
}
