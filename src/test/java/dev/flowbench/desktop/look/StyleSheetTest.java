package dev.flowbench.desktop.look;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javafx.css.CssParser;
import javafx.scene.Parent;
import javafx.scene.Scene;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("ui")
class StyleSheetTest {

    private static final Set<String> TYPE_SCALE = Set.of("11", "12.5", "13", "15", "20");

    @BeforeAll
    static void start() throws Exception {
        FxThread.start();
    }

    @ParameterizedTest
    @EnumSource(value = Theme.Mode.class, names = {"LIGHT", "DARK"})
    void everyControlShowsWithoutAWarning(Theme.Mode mode) throws Exception {
        List<String> said = FxThread.call(() -> {
            Logger log = Logger.getLogger("javafx.css");
            List<String> lines = new ArrayList<>();
            Handler handler = new Handler() {
                @Override
                public void publish(LogRecord line) {
                    lines.add(line.getMessage());
                }

                @Override
                public void flush() {
                }

                @Override
                public void close() {
                }
            };
            log.addHandler(handler);
            CssParser.errorsProperty().clear();
            try {
                Theme theme = new Theme(mode);
                for (Parent page : List.of(Gallery.controls(), Gallery.more(), Gallery.glyphs(theme.palette()))) {
                    theme.apply(new Scene(page));
                    page.applyCss();
                    page.layout();
                    page.snapshot(null, null);
                }
            } finally {
                log.removeHandler(handler);
            }
            CssParser.errorsProperty().forEach(error -> lines.add(error.getMessage()));
            return lines;
        });
        assertEquals(List.of(), said);
    }

    @Test
    void theTokenSheetIsReadWithoutAnError() throws Exception {
        List<String> errors = FxThread.call(() -> {
            CssParser.errorsProperty().clear();
            new CssParser().parse(Sheets.css(Palette.DARK));
            return CssParser.errorsProperty().stream().map(Object::toString).toList();
        });
        assertEquals(List.of(), errors);
    }

    @Test
    void onlyTokensAreColours() throws IOException {
        String css = sheet("bridge.css") + sheet("flowbench.css");
        assertEquals(List.of(), found(css, "#[0-9a-fA-F]{3,8}\\b|rgba?\\([^)]*\\)"));
        Set<String> known = Arrays.stream(Token.values()).map(Token::css)
                .collect(Collectors.toCollection(TreeSet::new));
        known.addAll(List.of("-fb-kind", "-fb-kind-soft", "-fb-status"));
        Set<String> used = new TreeSet<>(found(css, "-fb-[a-z-]+"));
        used.removeAll(known);
        assertEquals(Set.of(), used);
    }

    @Test
    void textKeepsToTheTypeScaleAndTheTwoWeights() throws IOException {
        String css = sheet("flowbench.css");
        Set<String> sizes = new TreeSet<>(found(css, "(?<=-fx-font-size: )[0-9.]+(?=px)"));
        sizes.removeAll(TYPE_SCALE);
        assertEquals(Set.of(), sizes);
        assertEquals(List.of(), found(css, "-fx-font-weight"));
    }

    @Test
    void everyNamedStyleClassIsInTheSheet() throws Exception {
        String css = sheet("flowbench.css");
        List<String> missing = new ArrayList<>();
        for (var field : Styles.class.getDeclaredFields()) {
            if (field.getType() == String.class) {
                String style = (String) Objects.requireNonNull(field.get(null));
                if (!Pattern.compile("\\." + style + "(?![a-z-])").matcher(css).find()) {
                    missing.add(style);
                }
            }
        }
        assertEquals(List.of(), missing);
        assertTrue(css.contains(".primary"));
    }

    private static List<String> found(String css, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(css);
        List<String> all = new ArrayList<>();
        while (matcher.find()) {
            all.add(matcher.group());
        }
        return all;
    }

    private static String sheet(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Styles.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
