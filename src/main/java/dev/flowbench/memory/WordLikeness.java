package dev.flowbench.memory;

import dev.flowbench.flow.text.Words;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Likeness by words and parts of words: the cosine between two texts' features, where what is rare among the others
 * counts more. Features are words, and groups of three letters, so that other forms of a word and slips of the pen
 * still count. Needs no model and no download, and knows no language.
 *
 * <p>A print is the square of the features' length, then the features by hash: a number of 32 bits and a weight of 32.
 */
final class WordLikeness implements Likeness {
    /** A long text keeps its weightiest features only. */
    private static final int MAX_FEATURES = 3_000;
    private static final double PARTS = 0.6;
    /** What shares less of the query and of itself has only odd letters or everyday words in common. */
    private static final double LEAST = 0.05;

    @Override
    public String name() {
        return "words-1";
    }

    private record Feature(int hash, float weight) {}

    private static List<Feature> features(String text) {
        var counts = new HashMap<String, Integer>();
        Words.of(text).forEach(word -> counts.merge(word, 1, Integer::sum));
        var weights = new HashMap<Integer, Double>();
        counts.forEach((word, count) -> {
            double weight = 1 + Math.log(count);
            add(weights, "=" + word, weight);
            int[] letters = (" " + word + " ").codePoints().toArray();
            int parts = letters.length - 2;
            for (int i = 0; parts > 1 && i < parts; i++) {
                // All parts of a word together weigh as much in the cosine, however long it is.
                add(weights, new String(letters, i, 3), PARTS * weight / Math.sqrt(parts));
            }
        });
        List<Feature> features = new ArrayList<>(weights.size());
        for (Map.Entry<Integer, Double> entry : weights.entrySet()) {
            features.add(new Feature(entry.getKey(), entry.getValue().floatValue()));
        }
        features.sort(Comparator.comparingDouble((Feature feature) -> -feature.weight())
                .thenComparingInt(Feature::hash));
        features = features.subList(0, Math.min(features.size(), MAX_FEATURES));
        features.sort(Comparator.comparingInt(Feature::hash));
        return features;
    }

    private static void add(Map<Integer, Double> weights, String feature, double weight) {
        var hash = new CRC32C();
        hash.update(feature.getBytes(StandardCharsets.UTF_8));
        weights.merge((int) hash.getValue(), weight, (a, b) -> Math.sqrt(a * a + b * b));
    }

    @Override
    public byte[] print(String text) {
        List<Feature> features = features(text);
        double square = features.stream().mapToDouble(feature -> (double) feature.weight() * feature.weight()).sum();
        var print = ByteBuffer.allocate(Double.BYTES + features.size() * 8).putDouble(square);
        features.forEach(feature -> print.putInt(feature.hash()).putFloat(feature.weight()));
        return print.array();
    }

    @Override
    public Comparison compare(String query) {
        return new WordComparison(features(query));
    }

    /**
     * One query. How rare its features are is known only when all others have been added; the features that it does not
     * have count in full, so that scores are true cosines and the same text has 1.
     */
    private static final class WordComparison implements Comparison {
        private final List<Feature> query;
        private final int[] holders;
        private final List<Shared> others = new ArrayList<>();

        /**
         * What another text has in common with the query.
         *
         * @param square of the length of all its features
         * @param places of the features in the query
         * @param weights of the features in the other text
         */
        private record Shared(double square, int[] places, float[] weights) {}

        WordComparison(List<Feature> query) {
            this.query = query;
            this.holders = new int[query.size()];
        }

        @Override
        public void add(byte[] print) {
            var bytes = ByteBuffer.wrap(print);
            double square = bytes.getDouble();
            int most = Math.min(query.size(), bytes.remaining() / 8);
            int[] places = new int[most];
            float[] weights = new float[most];
            int shared = 0;
            int place = 0;
            while (bytes.remaining() >= 8 && place < query.size()) {
                int hash = bytes.getInt();
                float weight = bytes.getFloat();
                while (place < query.size() && query.get(place).hash() < hash) {
                    place++;
                }
                if (place < query.size() && query.get(place).hash() == hash) {
                    holders[place]++;
                    places[shared] = place;
                    weights[shared++] = weight;
                }
            }
            others.add(new Shared(square, Arrays.copyOf(places, shared), Arrays.copyOf(weights, shared)));
        }

        @Override
        public double[] scores() {
            double all = Math.log(1.0 + others.size());
            double[] rarity = new double[holders.length];
            double square = 0;
            for (int i = 0; i < rarity.length; i++) {
                rarity[i] = holders[i] == 0 ? 1 : Math.log(1 + (double) others.size() / holders[i]) / all;
                square += Math.pow(rarity[i] * query.get(i).weight(), 2);
            }
            double[] scores = new double[others.size()];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = score(others.get(i), rarity, square);
            }
            return scores;
        }

        private double score(Shared other, double[] rarity, double square) {
            double product = 0;
            double fromQuery = 0;
            double fromOther = 0;
            double otherSquare = other.square();
            for (int i = 0; i < other.places().length; i++) {
                int place = other.places()[i];
                double weight = other.weights()[i];
                double asked = query.get(place).weight();
                double counts = rarity[place] * rarity[place];
                product += counts * weight * asked;
                fromQuery += counts * asked * asked;
                fromOther += counts * weight * weight;
                otherSquare += (counts - 1) * weight * weight;
            }
            boolean alike = fromQuery >= LEAST * square && fromQuery > 0 || fromOther > LEAST * otherSquare;
            return alike ? Math.min(1, product / Math.sqrt(square * otherSquare)) : 0;
        }
    }
}
