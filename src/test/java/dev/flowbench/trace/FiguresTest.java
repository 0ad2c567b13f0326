package dev.flowbench.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"0|0 ms", "320|320 µs", "1240|1.2 ms", "840000|840 ms", "999600|1.0 s",
        "2400000|2.4 s", "59949000|59.9 s", "59960000|1 min 0 s", "72000000|1 min 12 s", "7500000000|2 h 5 min",
        "180000000000|2 d 2 h"})
    void timeHasAUnit(long micros, String text) {
        assertEquals(text, Figures.time(micros));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"0|$0", "12300000|$0.0123", "99000|< $0.0001", "1240000000|$1.24",
        "1234560000000|$1,234.56"})
    void moneyHasFourPlacesBelowADollar(long nanos, String text) {
        assertEquals(text, Figures.money(nanos));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"0|false|false|no price", "12300000|false|false|≥ $0.0123",
        "12300000|true|true|≈ $0.0123", "12300000|true|false|$0.0123"})
    void whatIsNotKnownIsMarked(long nanos, boolean priced, boolean uncertain, String text) {
        assertEquals(text, Figures.money(nanos, priced, uncertain));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"7|7|7", "1286|1,286|1.3k", "24400|24,400|24k", "999900|999,900|1.0M",
        "1234567|1,234,567|1.2M", "12345678|12,345,678|12M"})
    void countsHaveALongAndAShortForm(long count, String full, String narrow) {
        assertEquals(full, Figures.count(count));
        assertEquals(narrow, Figures.shortCount(count));
    }
}
