package dev.flowbench.desktop.look;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.flowbench.flow.Declares;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.UnknownKind;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class KindGlyphTest {

    @Test
    void everyKindOfADocumentHasAGlyphOfItsOwn() {
        Set<String> kinds = Arrays.stream(Kind.class.getPermittedSubclasses())
                .filter(type -> type != UnknownKind.class)
                .map(type -> type.getAnnotation(Declares.class).kind())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> drawn = Arrays.stream(KindGlyph.values())
                .filter(glyph -> glyph != KindGlyph.UNKNOWN)
                .map(KindGlyph::kind)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(kinds, drawn);
    }

    @Test
    void aKindFromALaterVersionShowsAsUnknown() {
        assertSame(KindGlyph.UNKNOWN, KindGlyph.of("quantum"));
        assertSame(KindGlyph.EVALUATOR_OPTIMIZER, KindGlyph.of("evaluator-optimizer"));
    }

    @Test
    void onlyTheTwoSidesOfMemoryShareAHue() {
        Set<Token> hues = new HashSet<>();
        for (KindGlyph glyph : KindGlyph.values()) {
            if (!hues.add(glyph.hue())) {
                assertSame(KindGlyph.REMEMBER, glyph);
            }
        }
    }
}
