package dev.millrace.engine.vector;

import dev.millrace.nn.Activation;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Activation functions, element by element; those along rows are in `Softmax`. A loop over whole vectors for each:
/// vectors that come out of branches would be allocated, as would, without AVX-512, those read under a mask.
final class Activations {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final float SHRUNK = (float) Activation.SHRUNK;

    private Activations() {}

    /// `y[at..at + n) = activation(x[from..from + n))`; the two may be one.
    static void forward(Activation activation, float[] x, int from, float[] y, int at, int n) {
        int whole = S.loopBound(n);
        vectors(activation, x, from, y, at, whole);
        if (whole < n) {
            float[] rest = Rest.of(x, from + whole, n - whole);
            vectors(activation, rest, 0, rest, 0, L);
            System.arraycopy(rest, 0, y, at + whole, n - whole);
        }
    }

    /// The same of whole vectors.
    private static void vectors(Activation activation, float[] x, int from, float[] y, int at, int n) {
        switch (activation) {
            case LINEAR -> System.arraycopy(x, from, y, at, n);
            case RELU -> relu(x, from, y, at, n);
            case LEAKY_RELU -> leakyRelu(x, from, y, at, n);
            case RELU6 -> relu6(x, from, y, at, n);
            case ELU, CELU -> elu(x, from, y, at, n);
            case SELU -> selu(x, from, y, at, n);
            case GELU -> gelu(x, from, y, at, n);
            case SIGMOID -> sigmoid(x, from, y, at, n);
            case HARD_SIGMOID -> hardSigmoid(x, from, y, at, n);
            case LOG_SIGMOID -> logSigmoid(x, from, y, at, n);
            case SPARSE_SIGMOID -> sparseSigmoid(x, from, y, at, n);
            case SILU -> silu(x, from, y, at, n);
            case HARD_SILU -> hardSilu(x, from, y, at, n);
            case TANH -> tanh(x, from, y, at, n);
            case HARD_TANH -> hardTanh(x, from, y, at, n);
            case TANH_SHRINK -> tanhShrink(x, from, y, at, n);
            case HARD_SHRINK -> hardShrink(x, from, y, at, n);
            case SOFT_SHRINK -> softShrink(x, from, y, at, n);
            case SOFTPLUS -> softplus(x, from, y, at, n);
            case SQUAREPLUS -> squareplus(x, from, y, at, n);
            case SPARSE_PLUS -> sparsePlus(x, from, y, at, n);
            case SOFTSIGN -> softsign(x, from, y, at, n);
            case MISH -> mish(x, from, y, at, n);
            case EXPONENTIAL -> exponential(x, from, y, at, n);
            case SOFTMAX, LOG_SOFTMAX -> throw new IllegalArgumentException(activation + " is over whole rows");
        }
    }

    private static void relu(float[] x, int from, float[] y, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, from + i);
            v.max(0).intoArray(y, at + i);
        }
    }

    private static void leakyRelu(float[] x, int from, float[] y, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, from + i);
            v.max(v.mul((float) Activation.LEAK)).intoArray(y, at + i);
        }
    }

    private static void relu6(float[] x, int from, float[] y, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, from + i);
            v.max(0).min(6).intoArray(y, at + i);
        }
    }

    private static void elu(float[] x, int from, float[] y, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, from + i);
            Curves.expm1BelowZero(v).add(v.max(0)).intoArray(y, at + i);
        }
    }

    private static void selu(float[] x, int from, float[] y, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, from + i);
            Curves.selu(v.max(0), Curves.expm1BelowZero(v)).intoArray(y, at + i);
        }
    }

    private static void gelu(float[] x, int from, float[] y, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, from + i);
            v.mul(Curves.normal(v, Curves.density(v))).intoArray(y, at + i);
        }
    }

    private static void sigmoid(float[] x, int from, float[] y, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, from + i);
            Curves.sigmoid(v).intoArray(y, at + i);
        }
    }

    private static void hardSigmoid(float[] x, int from, float[] y, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, from + i);
            Curves.hardSigmoid(v).intoArray(y, at + i);
        }
    }

    private static void logSigmoid(float[] x, int from, float[] y, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, from + i);
            Curves.softplus(v.neg()).neg().intoArray(y, at + i);
        }
    }

    private static void sparseSigmoid(float[] x, int from, float[] y, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, from + i);
            v.mul(0.5f).add(0.5f).max(0).min(1).intoArray(y, at + i);
        }
    }

    private static void silu(float[] x, int from, float[] y, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, from + i);
            v.mul(Curves.sigmoid(v)).intoArray(y, at + i);
        }
    }

    private static void hardSilu(float[] x, int from, float[] y, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, from + i);
            v.mul(Curves.hardSigmoid(v)).intoArray(y, at + i);
        }
    }

    private static void tanh(float[] x, int from, float[] y, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, from + i);
            Curves.tanh(v).intoArray(y, at + i);
        }
    }

    private static void hardTanh(float[] x, int from, float[] y, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, from + i);
            v.max(-1).min(1).intoArray(y, at + i);
        }
    }

    private static void tanhShrink(float[] x, int from, float[] y, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, from + i);
            v.sub(Curves.tanh(v)).intoArray(y, at + i);
        }
    }

    private static void hardShrink(float[] x, int from, float[] y, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, from + i);
            FloatVector.zero(S)
                    .blend(v, v.abs().compare(VectorOperators.GT, SHRUNK))
                    .intoArray(y, at + i);
        }
    }

    private static void softShrink(float[] x, int from, float[] y, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, from + i);
            v.sub(v.max(-SHRUNK).min(SHRUNK)).intoArray(y, at + i);
        }
    }

    private static void softplus(float[] x, int from, float[] y, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, from + i);
            Curves.softplus(v).intoArray(y, at + i);
        }
    }

    private static void squareplus(float[] x, int from, float[] y, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, from + i);
            v.mul(v).add(4).sqrt().add(v).mul(0.5f).intoArray(y, at + i);
        }
    }

    private static void sparsePlus(float[] x, int from, float[] y, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, from + i);
            FloatVector t = v.add(1).max(0).min(2);
            t.mul(t).mul(0.25f).add(v.sub(1).max(0)).intoArray(y, at + i);
        }
    }

    private static void softsign(float[] x, int from, float[] y, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, from + i);
            v.div(v.abs().add(1)).intoArray(y, at + i);
        }
    }

    private static void mish(float[] x, int from, float[] y, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, from + i);
            FloatVector m = Curves.mish(Curves.mishExp(v));
            v.mul(m).div(m.add(2)).intoArray(y, at + i);
        }
    }

    private static void exponential(float[] x, int from, float[] y, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, from + i);
            Functions.exp(v).intoArray(y, at + i);
        }
    }
}
