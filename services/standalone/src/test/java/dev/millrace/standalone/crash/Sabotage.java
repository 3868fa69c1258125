package dev.millrace.standalone.crash;

import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Outbox;
import dev.millrace.trainer.Training;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.kafka.clients.producer.Producer;

/// Takes one of Millrace's safeguards out of its compiled classes, to see that the harness misses it.
enum Sabotage {
    /// Each record is published by itself, at once.
    NO_TRANSACTION(Outbox.class, publishingBy("withoutTransactions")),

    /// Each process has a transactional id of its own, so that nobody is shut out.
    NO_FENCING(Outbox.class, publishingBy("withoutFencing")),

    /// Whatever mini-batch comes is taken for the next.
    NO_NAME_CHECK(Training.class, trainingWhateverComes());

    private final Class<?> target;

    @SuppressWarnings("ImmutableEnumChecker") // a function without state
    private final ClassTransform transform;

    Sabotage(Class<?> target, ClassTransform transform) {
        this.target = target;
        this.transform = transform;
    }

    /// Writes the changed class to where it hides the real one.
    ///
    /// @return a folder for the class path
    Path into(Path folder) {
        String file = target.getName().replace('.', '/') + ".class";
        try (InputStream compiled = target.getClassLoader().getResourceAsStream(file)) {
            ClassFile classFile = ClassFile.of();
            byte[] before = Objects.requireNonNull(compiled, file).readAllBytes();
            byte[] after = classFile.transformClass(classFile.parse(before), transform);
            Path written = folder.resolve(name()).resolve(file);
            Files.createDirectories(Objects.requireNonNull(written.getParent()));
            Files.write(written, after);
            return folder.resolve(name());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// An outbox gets its producer from a method of [Saboteurs].
    private static ClassTransform publishingBy(String method) {
        var type = MethodTypeDesc.of(
                desc(Producer.class), desc(Connection.class), ConstantDescs.CD_String, ConstantDescs.CD_int);
        CodeTransform code = (builder, element) -> {
            if (element instanceof InvokeInstruction call && call.name().equalsString("transactionalProducer")) {
                builder.invokestatic(desc(Saboteurs.class), method, type);
            } else {
                builder.with(element);
            }
        };
        return ClassTransform.transformingMethodBodies(m -> m.methodName().equalsString("<init>"), code);
    }

    /// Where `train` compares the number of the mini-batch with the one that is expected, they are equal.
    private static ClassTransform trainingWhateverComes() {
        CodeTransform code = (builder, element) -> {
            if (element instanceof OperatorInstruction operator && operator.opcode() == Opcode.LCMP) {
                builder.pop2().pop2().iconst_0();
            } else {
                builder.with(element);
            }
        };
        return ClassTransform.transformingMethodBodies(m -> m.methodName().equalsString("train"), code);
    }

    private static ClassDesc desc(Class<?> type) {
        return type.describeConstable().orElseThrow();
    }
}
