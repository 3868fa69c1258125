package dev.millrace.engine.vector;

import dev.millrace.nn.Activation;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Gradients through activation functions, element by element; those along rows are in `Softmax`. Loops over whole
/// vectors as in `Activations`.
final class ActivationGradients {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final float SELU_SCALE = (float) Activation.SELU_SCALE;

    private ActivationGradients() {}

    /// `dy[at..at + n) *= activation'`.
    ///
    /// @param v what came out of the function where [Activation#gradientFromOutput] says so, else what went in; from
    /// `from` on
    static void backward(Activation activation, float[] v, int from, float[] dy, int at, int n) {
        int whole = S.loopBound(n);
        vectors(activation, v, from, dy, at, whole);
        if (whole < n) {
            float[] rest = Rest.of(v, from + whole, n - whole);
            System.arraycopy(dy, at + whole, rest, L, n - whole);
            vectors(activation, rest, 0, rest, L, L);
            System.arraycopy(rest, L, dy, at + whole, n - whole);
        }
    }

    /// The same of whole vectors.
    private static void vectors(Activation activation, float[] v, int from, float[] dy, int at, int n) {
        switch (activation) {
            case LINEAR -> {}
            case RELU -> relu(v, from, dy, at, n);
            case LEAKY_RELU -> leakyRelu(v, from, dy, at, n);
            case RELU6 -> relu6(v, from, dy, at, n);
            case ELU, CELU -> elu(v, from, dy, at, n);
            case SELU -> selu(v, from, dy, at, n);
            case GELU -> gelu(v, from, dy, at, n);
            case SIGMOID -> sigmoid(v, from, dy, at, n);
            case HARD_SIGMOID -> hardSigmoid(v, from, dy, at, n);
            case LOG_SIGMOID -> logSigmoid(v, from, dy, at, n);
            case SPARSE_SIGMOID -> sparseSigmoid(v, from, dy, at, n);
            case SILU -> silu(v, from, dy, at, n);
            case HARD_SILU -> hardSilu(v, from, dy, at, n);
            case TANH -> tanh(v, from, dy, at, n);
            case HARD_TANH -> hardTanh(v, from, dy, at, n);
            case TANH_SHRINK -> tanhShrink(v, from, dy, at, n);
            case HARD_SHRINK, SOFT_SHRINK -> shrink(v, from, dy, at, n);
            case SOFTPLUS -> softplus(v, from, dy, at, n);
            case SQUAREPLUS -> squareplus(v, from, dy, at, n);
            case SPARSE_PLUS -> sparsePlus(v, from, dy, at, n);
            case SOFTSIGN -> softsign(v, from, dy, at, n);
            case MISH -> mish(v, from, dy, at, n);
            case EXPONENTIAL -> exponential(v, from, dy, at, n);
            case SOFTMAX, LOG_SOFTMAX -> throw new IllegalArgumentException(activation + " is over whole rows");
        }
    }

    /// `x` where `low < v < high`, 0 elsewhere.
    private static FloatVector inside(FloatVector v, FloatVector x, float low, float high) {
        return FloatVector.zero(S)
                .blend(x, v.compare(VectorOperators.GT, low).and(v.compare(VectorOperators.LT, high)));
    }

    private static void relu(float[] from, int first, float[] dy, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, from, first + i);
            FloatVector d = FloatVector.fromArray(S, dy, at + i);
            FloatVector.zero(S).blend(d, v.compare(VectorOperators.GT, 0)).intoArray(dy, at + i);
        }
    }

    private static void leakyRelu(float[] from, int first, float[] dy, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, from, first + i);
            FloatVector d = FloatVector.fromArray(S, dy, at + i);
            d.mul((float) Activation.LEAK)
                    .blend(d, v.compare(VectorOperators.GE, 0))
                    .intoArray(dy, at + i);
        }
    }

    private static void relu6(float[] from, int first, float[] dy, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, from, first + i);
            FloatVector d = FloatVector.fromArray(S, dy, at + i);
            inside(v, d, 0, 6).intoArray(dy, at + i);
        }
    }

    private static void elu(float[] from, int first, float[] dy, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, from, first + i);
            FloatVector d = FloatVector.fromArray(S, dy, at + i);
            // exp(x) = y + 1 where x is negative
            v.min(0).add(1).mul(d).intoArray(dy, at + i);
        }
    }

    private static void selu(float[] from, int first, float[] dy, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, from, first + i);
            FloatVector d = FloatVector.fromArray(S, dy, at + i);
            // SELU_SCALE * SELU_ALPHA * exp(x) where x is negative
            FloatVector slope = v.add((float) (Activation.SELU_SCALE * Activation.SELU_ALPHA));
            slope.blend(SELU_SCALE, v.compare(VectorOperators.GT, 0)).mul(d).intoArray(dy, at + i);
        }
    }

    private static void gelu(float[] from, int first, float[] dy, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, from, first + i);
            FloatVector d = FloatVector.fromArray(S, dy, at + i);
            FloatVector density = Curves.density(v);
            v.mul(density).add(Curves.normal(v, density)).mul(d).intoArray(dy, at + i);
        }
    }

    private static void sigmoid(float[] from, int first, float[] dy, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, from, first + i);
            FloatVector d = FloatVector.fromArray(S, dy, at + i);
            v.mul(v.neg().add(1)).mul(d).intoArray(dy, at + i);
        }
    }

    private static void hardSigmoid(float[] from, int first, float[] dy, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, from, first + i);
            FloatVector d = FloatVector.fromArray(S, dy, at + i);
            inside(v, d, 0, 1).mul(1 / 6f).intoArray(dy, at + i);
        }
    }

    private static void logSigmoid(float[] from, int first, float[] dy, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, from, first + i);
            FloatVector d = FloatVector.fromArray(S, dy, at + i);
            // sigmoid(-x) = 1 - exp(y)
            Functions.expm1(v).neg().mul(d).intoArray(dy, at + i);
        }
    }

    private static void sparseSigmoid(float[] from, int first, float[] dy, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, from, first + i);
            FloatVector d = FloatVector.fromArray(S, dy, at + i);
            inside(v, d, 0, 1).mul(0.5f).intoArray(dy, at + i);
        }
    }

    private static void silu(float[] from, int first, float[] dy, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, from, first + i);
            FloatVector d = FloatVector.fromArray(S, dy, at + i);
            // s * (1 + x * (1 - s))
            FloatVector s = Curves.sigmoid(v);
            s.neg().add(1).mul(v).add(1).mul(s).mul(d).intoArray(dy, at + i);
        }
    }

    private static void hardSilu(float[] from, int first, float[] dy, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, from, first + i);
            FloatVector d = FloatVector.fromArray(S, dy, at + i);
            inside(v, v, -3, 3).mul(1 / 6f).add(Curves.hardSigmoid(v)).mul(d).intoArray(dy, at + i);
        }
    }

    private static void tanh(float[] from, int first, float[] dy, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, from, first + i);
            FloatVector d = FloatVector.fromArray(S, dy, at + i);
            v.mul(v).neg().add(1).mul(d).intoArray(dy, at + i);
        }
    }

    private static void hardTanh(float[] from, int first, float[] dy, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, from, first + i);
            FloatVector d = FloatVector.fromArray(S, dy, at + i);
            inside(v, d, -1, 1).intoArray(dy, at + i);
        }
    }

    private static void tanhShrink(float[] from, int first, float[] dy, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, from, first + i);
            FloatVector d = FloatVector.fromArray(S, dy, at + i);
            FloatVector t = Curves.tanh(v);
            t.mul(t).mul(d).intoArray(dy, at + i);
        }
    }

    private static void shrink(float[] from, int first, float[] dy, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, from, first + i);
            FloatVector d = FloatVector.fromArray(S, dy, at + i);
            FloatVector.zero(S).blend(d, v.compare(VectorOperators.NE, 0)).intoArray(dy, at + i);
        }
    }

    private static void softplus(float[] from, int first, float[] dy, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, from, first + i);
            FloatVector d = FloatVector.fromArray(S, dy, at + i);
            // 1 / (1 + exp(-x)) = 1 - exp(-y)
            Functions.expm1(v.neg()).neg().mul(d).intoArray(dy, at + i);
        }
    }

    private static void squareplus(float[] from, int first, float[] dy, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, from, first + i);
            FloatVector d = FloatVector.fromArray(S, dy, at + i);
            // (1 + x / sqrt(x^2 + 4)) / 2 = 1 / (1 + 1 / y^2)
            d.div(FloatVector.broadcast(S, 1).div(v.mul(v)).add(1)).intoArray(dy, at + i);
        }
    }

    private static void sparsePlus(float[] from, int first, float[] dy, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, from, first + i);
            FloatVector d = FloatVector.fromArray(S, dy, at + i);
            // (x + 1) / 2 = sqrt(y) between -1 and 1
            v.sqrt().min(1).mul(d).intoArray(dy, at + i);
        }
    }

    private static void softsign(float[] from, int first, float[] dy, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, from, first + i);
            FloatVector d = FloatVector.fromArray(S, dy, at + i);
            // 1 / (1 + |x|)^2 = (1 - |y|)^2
            FloatVector rest = v.abs().neg().add(1);
            rest.mul(rest).mul(d).intoArray(dy, at + i);
        }
    }

    private static void mish(float[] from, int first, float[] dy, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, from, first + i);
            FloatVector d = FloatVector.fromArray(S, dy, at + i);
            // t + x * sigmoid(x) * (1 - t^2) with t = m / w and 1 - t^2 = 4 * (m + 1) / w^2
            FloatVector e = Curves.mishExp(v);
            FloatVector m = Curves.mish(e);
            FloatVector w = m.add(2);
            v.mul(e)
                    .mul(m.add(1))
                    .mul(4)
                    .div(e.add(1).mul(w))
                    .add(m)
                    .div(w)
                    .mul(d)
                    .intoArray(dy, at + i);
        }
    }

    private static void exponential(float[] from, int first, float[] dy, int at, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(S, from, first + i);
            FloatVector d = FloatVector.fromArray(S, dy, at + i);
            v.mul(d).intoArray(dy, at + i);
        }
    }
}
