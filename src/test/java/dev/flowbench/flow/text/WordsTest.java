package dev.flowbench.flow.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "Green TEA, please! | green tea please", "it's 3.50 | it s 3 50", "Straße STRASSE | strasse strasse",
        "ＦＵＬＬ ｗｉｄｔｈ | full width", "ﬁne | fine", "東京都 | 東京 京都", "東京 | 東京", "東 | 東", "JR東京駅で | jr 東京 京駅 駅で",
        "café cafe\u0301 | café café", "Ωμέγα ΩΜΈΓΑ | ωμέγα ωμέγα", "a😀b | a b", "~?! ~ | ~~",
        "हिन्दी में | हिन्दी में"})
    void textsAreCutTheSameHoweverTheyAreWritten(String text, String words) {
        assertEquals(words.isEmpty() ? List.of() : List.of(words.split(" ")), Words.of(text));
    }
}
