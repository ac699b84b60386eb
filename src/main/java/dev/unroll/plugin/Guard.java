package dev.unroll.plugin;

import dev.unroll.contract.Faults;
import dev.unroll.contract.Verdict.Fault;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Span;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Wraps a plug-in: an exception it throws, or a result that breaks its contract, is reported under the plug-in's name.
 *
 * @param kind what to call one of its kind, such as {@code initialiser}
 * @param name its name in specs
 * @param origin the file or jar that it came from
 */
public record Guard(String kind, String name, String origin) {
    /**
     * The plug-in, wrapped: an exception or a null result is reported under its name.
     *
     * @param type its interface
     * @param parts interfaces of its results that are wrapped in the same way
     * @param look checks every result, and throws if it is wrong
     */
    public <T> T around(Class<T> type, T plugin, Set<Class<?>> parts, Consumer<Object> look) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object result = call(method, plugin, arguments);
                    look.accept(result);
                    return parts.contains(method.getReturnType())
                            ? part(method.getReturnType(), result, parts, look)
                            : result;
                }));
    }

    private <P> P part(Class<P> type, Object part, Set<Class<?>> parts, Consumer<Object> look) {
        return around(type, type.cast(part), parts, look);
    }

    private Object call(Method method, Object plugin, Object[] arguments) throws Throwable {
        Object result;
        try {
            result = method.invoke(plugin, arguments);
        } catch (InvocationTargetException thrown) {
            Throwable e = thrown.getCause();
            if (e instanceof InvalidInput || e instanceof VirtualMachineError && !(e instanceof StackOverflowError)) {
                throw e;
            }
            throw broken("fails in " + method.getName() + ": " + e, Faults.place(e));
        }
        if (result == null && method.getReturnType() != void.class) {
            throw broken("returns null from " + method.getName(), "see the Javadoc of its interface");
        }
        return result;
    }

    /** What is wrong with it, as an error. */
    public InvalidInput broken(String what, String hint) {
        return new InvalidInput(
                Diagnostic.error(Codes.BROKEN_PLUGIN, subject() + " " + what).hint(hint));
    }

    /** What is wrong with it, where a spec calls it. */
    public List<Diagnostic> diagnostics(List<Fault> faults, Span span) {
        return faults.stream()
                .map(fault -> Diagnostic.error(Codes.BROKEN_PLUGIN, subject() + " " + fault.message(), span)
                        .hint(fault.hint()))
                .toList();
    }

    private String subject() {
        return "the " + kind + " '" + name + "' of " + origin;
    }
}
