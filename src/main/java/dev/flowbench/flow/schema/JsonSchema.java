package dev.flowbench.flow.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.PathType;
import com.networknt.schema.regex.RegularExpression;
import dev.flowbench.flow.text.BoundedPattern;
import dev.flowbench.flow.text.TextException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Schema (2020-12). Reading one is cheap; the first validation of the process loads the validator, which takes
 * a quarter of a second; {@link #warm} does that beforehand.
 * Immutable and safe for any thread.
 */
public final class JsonSchema {

    /** The most violations reported for one value. */
    public static final int MAX_VIOLATIONS = 100;

    private final JsonNode source;
    private volatile @Nullable Schema compiled;

    private JsonSchema(JsonNode source) {
        this.source = source;
    }

    /**
     * Reads a schema.
     *
     * @param schema an object or a boolean; must not change afterwards
     * @return the schema
     * @throws SchemaException if it is not a well-formed schema, or refers to anything outside itself
     */
    public static JsonSchema of(JsonNode schema) throws SchemaException {
        SchemaCheck.check(schema);
        return new JsonSchema(schema);
    }

    /** Loads the validator, so that the first validation does not wait for it; for any thread. */
    public static void warm() {
        var factory = JsonNodeFactory.instance;
        var properties = factory.objectNode();
        properties.putObject("a").put("type", "string").put("maxLength", 1);
        var schema = factory.objectNode().put("type", "object").set("properties", properties);
        new JsonSchema(schema).validate(factory.objectNode().put("a", "a"));
    }

    /** {@return the schema as it was given} */
    public JsonNode source() {
        return source;
    }

    /**
     * {@return all the ways in which the value does not fit, in the order they were found; empty if it fits} At most
     * {@link #MAX_VIOLATIONS}.
     *
     * @param value any value
     */
    public List<Violation> validate(JsonNode value) {
        List<Error> errors;
        try {
            errors = compiled().validate(value);
        } catch (StackOverflowError e) {
            // The validator walks the value by recursion; a value nested that deep cannot be what was asked for.
            return List.of(new Violation("", Messages.text("VALUE_TOO_DEEP"), "type"));
        }
        if (errors.isEmpty()) {
            return List.of();
        }
        var violations = new LinkedHashSet<Violation>();
        for (var error : errors) {
            violations.add(Violations.of(error));
            if (violations.size() == MAX_VIOLATIONS) {
                break;
            }
        }
        return new ArrayList<>(violations);
    }

    private Schema compiled() {
        var made = compiled;
        if (made == null) {
            made = Validator.REGISTRY.getSchema(source); // Twice in a race is harmless: both are the same.
            made.initializeValidators();
            compiled = made;
        }
        return made;
    }

    /** Made when first needed. */
    private static final class Validator {

        static final SchemaRegistry REGISTRY = SchemaRegistry.withDialect(Dialects.getDraft202012(),
                builder -> builder
                        .schemaRegistryConfig(SchemaRegistryConfig.builder().pathType(PathType.JSON_POINTER)
                                .locale(Locale.ROOT).formatAssertionsEnabled(false).losslessNarrowing(true)
                                .regularExpressionFactory(Validator::pattern).build())
                        .schemaCacheEnabled(false)
                        .schemaLoader(loader -> loader.block(_ -> true).fetchRemoteResources(false)));

        private static RegularExpression pattern(String pattern) {
            try {
                return BoundedPattern.compile(pattern)::foundIn;
            } catch (TextException e) {
                throw new IllegalArgumentException(e); // SchemaCheck has compiled it before.
            }
        }
    }
}
