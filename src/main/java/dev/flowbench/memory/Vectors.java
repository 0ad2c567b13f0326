package dev.flowbench.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Vectors as the database keeps them: little-endian floats, of length 1, so that their product is the cosine. */
final class Vectors {
    private Vectors() {}

    static float[] ofLengthOne(float[] vector) {
        double square = 0;
        for (float one : vector) {
            square += (double) one * one;
        }
        double length = Math.sqrt(square);
        float[] unit = new float[vector.length];
        for (int i = 0; length > 0 && i < unit.length; i++) {
            unit[i] = (float) (vector[i] / length);
        }
        return unit;
    }

    static byte[] bytes(float[] vector) {
        var bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return bytes.array();
    }

    /** The cosine of two that have length 1; 0 for one of another number of dimensions. */
    static double cosine(float[] unit, byte[] other) {
        if (other.length != unit.length * Float.BYTES) {
            return 0;
        }
        var floats = ByteBuffer.wrap(other).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        // Four sums at once: one alone waits for itself.
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = 0;
        for (; i + 3 < unit.length; i += 4) {
            a += unit[i] * floats.get(i);
            b += unit[i + 1] * floats.get(i + 1);
            c += unit[i + 2] * floats.get(i + 2);
            d += unit[i + 3] * floats.get(i + 3);
        }
        for (; i < unit.length; i++) {
            a += unit[i] * floats.get(i);
        }
        return (double) a + b + c + d;
    }
}
