package dev.flowbench.desktop.inspector;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.flow.Decimal;
import dev.flowbench.flow.ExpressionSource;
import dev.flowbench.flow.Field;
import dev.flowbench.flow.TemplateSource;
import dev.flowbench.flow.schema.JsonSchema;
import dev.flowbench.flow.schema.SchemaException;
import dev.flowbench.flow.text.Expression;
import dev.flowbench.flow.text.Template;
import dev.flowbench.flow.text.TextException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The formats of the document's types. */
final class Formats {
    private static final Words WORDS = Words.beside(Formats.class);
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION)
            .defaultPrettyPrinter(new DefaultPrettyPrinter()
                    .withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"))
                    .withObjectIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n")))
            .build();

    private Formats() {}

    /** A line of text; empty is nothing. */
    static Format text() {
        return of(value -> String.valueOf(value), text -> text);
    }

    /** A text that must be there: empty stays empty. */
    static Format requiredText() {
        return new Format() {
            @Override
            public String write(@Nullable Object value) {
                return value == null ? "" : value.toString();
            }

            @Override
            public Object read(String text) {
                return text;
            }
        };
    }

    static Format whole(Field field, boolean wide) {
        return new Format() {
            @Override
            public String write(@Nullable Object value) {
                return value == null ? "" : value.toString();
            }

            @Override
            public @Nullable Object read(String text) throws BadInput {
                String digits = text.strip().replace(",", "").replace("_", "").replace(" ", "");
                if (digits.isEmpty()) {
                    return null;
                }
                try {
                    long number = Long.parseLong(digits);
                    inRange(field, BigDecimal.valueOf(number));
                    if (wide) {
                        return number;
                    }
                    return Math.toIntExact(number);
                } catch (NumberFormatException | ArithmeticException _) {
                    throw new BadInput(WORDS.text("bad.whole"));
                }
            }
        };
    }

    static Format decimal(Field field) {
        return new Format() {
            @Override
            public String write(@Nullable Object value) {
                return value instanceof Decimal decimal ? decimal.text() : "";
            }

            @Override
            public @Nullable Object read(String text) throws BadInput {
                String digits = text.strip();
                if (digits.isEmpty()) {
                    return null;
                }
                try {
                    JsonNode number = JSON.readTree(digits);
                    if (!number.isNumber()) {
                        throw new BadInput(WORDS.text("bad.number"));
                    }
                    Decimal decimal = new Decimal(digits);
                    inRange(field, decimal.value());
                    return decimal;
                } catch (JsonProcessingException | NumberFormatException _) {
                    throw new BadInput(WORDS.text("bad.number"));
                }
            }
        };
    }

    private static void inRange(Field field, BigDecimal number) throws Format.BadInput {
        boolean below = number.doubleValue() < field.min();
        boolean above = number.doubleValue() > field.max();
        if (below && field.max() == Double.POSITIVE_INFINITY) {
            throw new Format.BadInput(WORDS.text("bad.least", plain(field.min())));
        }
        if (below || above) {
            throw new Format.BadInput(WORDS.text("bad.range", plain(field.min()), plain(field.max())));
        }
    }

    static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    static Format duration() {
        return new Format() {
            @Override
            public String write(@Nullable Object value) {
                return value instanceof Duration duration ? Durations.write(duration) : "";
            }

            @Override
            public @Nullable Object read(String text) throws BadInput {
                if (text.isBlank()) {
                    return null;
                }
                return Durations.read(text).orElseThrow(() -> new BadInput(WORDS.text("bad.duration")));
            }
        };
    }

    /** Words with commas between. */
    static Format words() {
        return new Format() {
            @Override
            public String write(@Nullable Object value) {
                return value instanceof List<?> list
                        ? String.join(", ", list.stream().map(String::valueOf).toList())
                        : "";
            }

            @Override
            public Object read(String text) {
                return Arrays.stream(text.split(",")).map(String::strip).filter(word -> !word.isEmpty()).toList();
            }
        };
    }

    /** Names and other expressions that hold no comma, with commas between them. */
    static Format expressions() {
        return new Format() {
            @Override
            public String write(@Nullable Object value) {
                return value instanceof List<?> list
                        ? String.join(", ", list.stream().map(each -> expression(true).write(each)).toList())
                        : "";
            }

            @Override
            public Object read(String text) {
                return Arrays.stream(text.split(",")).map(String::strip).filter(each -> !each.isEmpty())
                        .map(ExpressionSource::new).toList();
            }

            @Override
            public @Nullable Mistake mistake(@Nullable Object value) {
                for (Object each : value instanceof List<?> list ? list : List.of()) {
                    Mistake mistake = expression(true).mistake(each);
                    if (mistake != null) {
                        return mistake;
                    }
                }
                return null;
            }
        };
    }

    static Format template(boolean required) {
        return new Format() {
            @Override
            public String write(@Nullable Object value) {
                return value instanceof TemplateSource template ? template.text() : "";
            }

            @Override
            public @Nullable Object read(String text) {
                return text.isEmpty() && !required ? null : new TemplateSource(text);
            }

            @Override
            public @Nullable Mistake mistake(@Nullable Object value) {
                try {
                    Template.parse(write(value));
                    return null;
                } catch (TextException e) {
                    return at(e, write(value));
                }
            }
        };
    }

    static Format expression(boolean required) {
        return new Format() {
            @Override
            public String write(@Nullable Object value) {
                return value instanceof ExpressionSource expression ? expression.text() : "";
            }

            @Override
            public @Nullable Object read(String text) {
                return text.isBlank() && !required ? null : new ExpressionSource(text);
            }

            @Override
            public @Nullable Mistake mistake(@Nullable Object value) {
                String text = write(value);
                if (text.isBlank()) {
                    return null;
                }
                try {
                    Expression.parse(text);
                    return null;
                } catch (TextException e) {
                    return at(e, text);
                }
            }
        };
    }

    private static Format.Mistake at(TextException e, String text) {
        String where = text.indexOf('\n') < 0
                ? WORDS.text("at.column", e.column())
                : WORDS.text("at.line", e.line(), e.column());
        int end = e.offset();
        while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) {
            end++;
        }
        return new Format.Mistake(where + " " + e.getMessage(), Math.min(e.offset(), Math.max(0, text.length() - 1)),
                Math.max(end, e.offset() + 1));
    }

    /** @param schema whether it must be a JSON Schema */
    static Format json(boolean schema) {
        return new Format() {
            @Override
            public String write(@Nullable Object value) {
                try {
                    return value == null ? "" : JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value);
                } catch (JsonProcessingException e) {
                    throw new IllegalStateException(e);
                }
            }

            @Override
            public @Nullable Object read(String text) throws BadInput {
                if (text.isBlank()) {
                    return null;
                }
                try {
                    return JSON.readTree(text);
                } catch (JsonProcessingException e) {
                    int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
                    int column = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getColumnNr());
                    throw new BadInput(WORDS.text("at.line", line, column) + " "
                            + WORDS.text("bad.json", firstLine(e.getOriginalMessage())), offset(text, line, column));
                }
            }

            @Override
            public @Nullable Mistake mistake(@Nullable Object value) {
                if (!schema || !(value instanceof JsonNode node)) {
                    return null;
                }
                try {
                    JsonSchema.of(node);
                    return null;
                } catch (SchemaException e) {
                    return new Mistake(e.getMessage(), 0, 0);
                }
            }
        };
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    static int offset(String text, int line, int column) {
        int at = 0;
        for (int i = 1; i < line && at >= 0; i++) {
            int next = text.indexOf('\n', at);
            at = next < 0 ? text.length() : next + 1;
        }
        return Math.clamp(at + column - 1L, 0, text.length());
    }

    private static Format of(Function<Object, String> write, Function<String, Object> read) {
        return new Format() {
            @Override
            public String write(@Nullable Object value) {
                return value == null ? "" : write.apply(value);
            }

            @Override
            public @Nullable Object read(String text) {
                return text.isEmpty() ? null : read.apply(text);
            }
        };
    }
}
