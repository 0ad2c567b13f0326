package dev.flowbench.flow.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.flow.Decimal;
import dev.flowbench.flow.ExpressionSource;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Layout;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Shape;
import dev.flowbench.flow.TemplateSource;
import dev.flowbench.flow.Wire;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The codec of every type that stands in a document, found by its Java type. For any thread. */
final class Codecs {
    private final Map<Type, Codec> known = new ConcurrentHashMap<>();

    /** The codec of a type. */
    Codec of(Type type) {
        Codec codec = known.get(type);
        if (codec == null) {
            codec = make(type);
            known.put(type, codec); // Twice in a race is harmless: both are the same.
        }
        return codec;
    }

    RecordCodec ofRecord(Class<? extends Record> type) {
        return (RecordCodec) of(type);
    }

    private Codec make(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) {
                return new ListCodec(of(arguments[0]));
            }
            if (generic.getRawType() == Map.class && arguments[0] == String.class) {
                return new MapCodec(of(arguments[1]));
            }
        }
        if (type instanceof Class<?> plain) {
            if (plain == String.class) {
                return Scalar.TEXT;
            } else if (plain == TemplateSource.class) {
                return Scalar.TEMPLATE;
            } else if (plain == ExpressionSource.class) {
                return Scalar.EXPRESSION;
            } else if (plain == Integer.class || plain == int.class) {
                return Scalar.INT;
            } else if (plain == Long.class || plain == long.class) {
                return Scalar.LONG;
            } else if (plain == Boolean.class || plain == boolean.class) {
                return Scalar.BOOLEAN;
            } else if (plain == Decimal.class) {
                return Scalar.DECIMAL;
            } else if (plain == Duration.class) {
                return Scalar.DURATION;
            } else if (plain == JsonNode.class) {
                return Scalar.ANY;
            } else if (plain == Wire.class) {
                return new WireCodec();
            } else if (plain == Layout.class) {
                return new MapCodec.OfLayout();
            } else if (plain == Graph.class) {
                return new GraphCodec(this);
            } else if (plain == Node.class) {
                return new NodeCodec(this);
            } else if (plain.isEnum()) {
                return Scalar.ofEnum(plain);
            } else if (plain.isRecord()) {
                return new RecordCodec(Shape.of(plain.asSubclass(Record.class)), this);
            }
        }
        throw new IllegalStateException("a document cannot hold a " + type);
    }
}
