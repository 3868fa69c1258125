package dev.millrace.testkit;

import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/// Prints how to replay a [Seeds] test that failed.
final class SeedReport implements InvocationInterceptor {
    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        boolean passed = false;
        try {
            invocation.proceed();
            passed = true;
        } finally {
            if (!passed) {
                System.out.println(replay(
                        context.getRequiredTestMethod(), method.getArguments().getFirst()));
            }
        }
    }

    private static String replay(Method test, Object seed) {
        return test.getDeclaringClass().getSimpleName() + "." + test.getName() + " failed; replay it with -D"
                + SeedSource.PROPERTY + "=" + seed;
    }
}
