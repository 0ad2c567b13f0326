package dev.flowbench.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The real journal, and somebody who hears of each write and each commit, before and after. */
public final class WatchedStore {
    private WatchedStore() {}

    /** @param point hears {@code write}, {@code written}, {@code commit} and {@code committed}, on the writer's thread */
    public static SqliteJournal open(Path folder, Consumer<String> point) {
        return new SqliteJournal(folder, new RunDatabases(List.of(), connection -> watched(connection, point)));
    }

    private static Connection watched(Connection connection, Consumer<String> point) {
        return proxy(Connection.class, (method, arguments) -> switch (method.getName()) {
            case "prepareStatement" -> watched((PreparedStatement) call(connection, method, arguments), point);
            case "commit" -> between("commit", "committed", point, connection, method, arguments);
            default -> call(connection, method, arguments);
        });
    }

    private static PreparedStatement watched(PreparedStatement statement, Consumer<String> point) {
        return proxy(PreparedStatement.class, (method, arguments) -> method.getName().equals("executeUpdate")
                ? between("write", "written", point, statement, method, arguments)
                : call(statement, method, arguments));
    }

    private static @Nullable Object between(String before, String after, Consumer<String> point, Object on,
            Method method, Object @Nullable [] arguments) throws Throwable {
        point.accept(before);
        Object result = call(on, method, arguments);
        point.accept(after);
        return result;
    }

    private static @Nullable Object call(Object on, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private interface Calls {
        @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Calls calls) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type},
                (_, method, arguments) -> calls.call(method, arguments)));
    }
}
