package dev.flowbench.model.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/** Made-up values that satisfy a schema: where it is one that a first try may miss, several are made. Safe for many threads. */
final class SchemaAnswers {
    private static final int TRIES = 24;
    private static final int MOST_SCHEMAS = 256;
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12);

    private final Map<JsonNode, Optional<Schema>> hardSchemas = new ConcurrentHashMap<>();

    /** The same schema, words, round and seed give the same value. */
    JsonNode value(JsonNode schema, Phrases phrases, int round, long seed) {
        Optional<Schema> hard = hard(schema);
        JsonNode value = new SchemaAnswer(schema, phrases, round, new Random(seed)).value();
        for (int i = 1; hard.isPresent() && i < TRIES && !hard.get().validate(value).isEmpty(); i++) {
            value = new SchemaAnswer(schema, phrases, round, new Random(SimulatedModel.mixed(seed + i))).value();
        }
        return value;
    }

    private Optional<Schema> hard(JsonNode schema) {
        if (hardSchemas.size() > MOST_SCHEMAS) hardSchemas.clear();
        return hardSchemas.computeIfAbsent(schema, one -> {
            if (!SchemaAnswer.isHard(one)) return Optional.empty();
            try {
                return Optional.of(SCHEMAS.getSchema(one));
            } catch (RuntimeException _) {
                // The engine refuses a schema that cannot be read; here it only means not to look twice.
                return Optional.empty();
            }
        });
    }
}
