package dev.unroll.train.optimizer;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.plugin.Attribute;
import dev.unroll.plugin.Guard;
import dev.unroll.plugin.Header;
import dev.unroll.spec.key.Callee;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A custom optimizer or schedule: a record whose components are the arguments in specs. */
final class CustomMethod {
    private CustomMethod() {}

    static <T> Method<T> of(Header<T> header, String kind, GuardedMethods.Kind<T> owes) {
        List<Key<?>> keys = new ArrayList<>();
        header.attributes().forEach(attribute -> keys.add(key(attribute)));
        Callee callee = new Callee(
                header.name(),
                owes.about(header.defaults()),
                1,
                keys,
                Optional.of(header.plugin().origin()));
        return new Method<>(callee, settings -> create(header, keys, settings, kind, owes));
    }

    private static Key<?> key(Attribute attribute) {
        String name = attribute.name();
        Object defaultValue = attribute.defaultValue();
        if (defaultValue instanceof Double number) {
            return Key.number(name, attribute.wanted(), attribute.min(), attribute.max())
                    .defaultValue(number);
        } else if (defaultValue instanceof Integer number) {
            return Key.integer(
                            name,
                            attribute.wanted(),
                            (int) Math.max(Integer.MIN_VALUE, Math.ceil(attribute.min())),
                            (int) Math.min(Integer.MAX_VALUE, Math.floor(attribute.max())))
                    .defaultValue(number);
        } else if (defaultValue instanceof Boolean flag) {
            return Key.flag(name, "true or false").defaultValue(flag);
        } else if (defaultValue instanceof String text && attribute.isOpen()) {
            return Key.text(name, "a word").defaultValue(text);
        }
        return Key.choice(name, "one of several words", attribute.words()).defaultValue(attribute.written());
    }

    private static <T> T create(
            Header<T> header, List<Key<?>> keys, Settings settings, String kind, GuardedMethods.Kind<T> owes) {
        Guard guard = new Guard(kind, header.name(), header.plugin().origin());
        List<Object> arguments = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            Attribute attribute = header.attributes().get(i);
            Object value = settings.get(keys.get(i));
            arguments.add(attribute.type().isEnum() ? attribute.constant((String) value) : value);
        }
        try {
            T method = header.create(arguments);
            guard.diagnostics(owes.check(method), settings.span()).forEach(settings::add);
            return owes.guarded(method, guard);
        } catch (IllegalArgumentException e) {
            settings.add(Diagnostic.error(Codes.WRONG_VALUE, header.name() + ": " + e.getMessage(), settings.span()));
            return owes.guarded(header.defaults(), guard);
        }
    }
}
