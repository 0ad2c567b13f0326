package dev.flowbench.flow.file;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Brings documents of older versions of the format to the present one. A step is a pure function from the JSON of version
 * v to that of v + 1, and stays as it is for ever, with a golden file that shows what it does; the first leads from
 * version 1 to 2. There is one version now, so there is no step yet.
 */
record Migrations(List<UnaryOperator<ObjectNode>> steps) {
    static final Migrations ALL = new Migrations(List.of());

    ObjectNode migrate(ObjectNode document, int version) {
        ObjectNode migrated = document;
        for (int v = version; v <= steps.size(); v++) {
            migrated = steps.get(v - 1).apply(migrated).put("flowbench", v + 1);
        }
        return migrated;
    }
}
