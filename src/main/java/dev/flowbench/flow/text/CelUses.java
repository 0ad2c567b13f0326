package dev.flowbench.flow.text;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import java.util.HashSet;
import java.util.Set;

/** Finds the names in a parsed CEL expression that are not its own loop variables. */
final class CelUses {

    private final String text;
    private final CelAbstractSyntaxTree tree;
    private final NameUses uses = new NameUses();

    private CelUses(String text, CelAbstractSyntaxTree tree) {
        this.text = text;
        this.tree = tree;
    }

    static NameUses of(String text, CelAbstractSyntaxTree tree) throws TextException {
        var finder = new CelUses(text, tree);
        finder.walk(tree.getExpr(), Set.of());
        return finder.uses;
    }

    private void walk(CelExpr expr, Set<String> own) throws TextException {
        switch (expr.getKind()) {
            case CONSTANT, NOT_SET -> {
                // No names in it.
            }
            case IDENT -> ident(expr, own);
            case SELECT -> select(expr, own);
            case CALL -> call(expr.call(), own);
            case LIST -> {
                for (var item : expr.list().elements()) {
                    walk(item, own);
                }
            }
            case MAP -> {
                for (var entry : expr.map().entries()) {
                    walk(entry.key(), own);
                    walk(entry.value(), own);
                }
            }
            case STRUCT -> throw new TextException(text, offset(expr), "EXPRESSION_STRUCT");
            case COMPREHENSION -> comprehension(expr.comprehension(), own);
        }
    }

    private void comprehension(CelExpr.CelComprehension loop, Set<String> own) throws TextException {
        walk(loop.iterRange(), own);
        walk(loop.accuInit(), own);
        var inside = new HashSet<>(own);
        inside.add(loop.iterVar());
        inside.add(loop.iterVar2());
        inside.add(loop.accuVar());
        walk(loop.loopCondition(), inside);
        walk(loop.loopStep(), inside);
        walk(loop.result(), inside);
    }

    private void ident(CelExpr expr, Set<String> own) throws TextException {
        var name = expr.ident().name();
        if (own.contains(name)) {
            return;
        }
        if (name.equals(Names.STATE)) {
            throw new TextException(text, offset(expr), "EXPRESSION_BARE_STATE");
        }
        if (!Names.isIdentifier(name)) {
            throw new TextException(text, offset(expr), "EXPRESSION_BAD_NAME", name);
        }
        uses.use(name, offset(expr));
    }

    private void select(CelExpr expr, Set<String> own) throws TextException {
        var select = expr.select();
        if (isState(expr, own)) {
            var name = Names.STATE + "." + select.field();
            uses.use(name, offset(select.operand()));
            if (select.testOnly()) {
                uses.askFor(name);
            }
            return;
        }
        if (select.testOnly()) {
            var root = select.operand();
            while (root.getKind() == Kind.SELECT && !isState(root, own)) {
                root = root.select().operand();
            }
            if (isState(root, own)) {
                uses.askForField(Names.STATE + "." + root.select().field());
            } else if (root.getKind() == Kind.IDENT && !own.contains(root.ident().name())) {
                uses.askForField(root.ident().name());
            }
        }
        walk(select.operand(), own);
    }

    private void call(CelExpr.CelCall call, Set<String> own) throws TextException {
        if (call.function().equals("_==_") || call.function().equals("_!=_")) {
            noteNullTest(call.args().get(0), call.args().get(1), own);
            noteNullTest(call.args().get(1), call.args().get(0), own);
        }
        if (call.target().isPresent()) {
            walk(call.target().get(), own);
        }
        for (var argument : call.args()) {
            walk(argument, own);
        }
    }

    private void noteNullTest(CelExpr of, CelExpr with, Set<String> own) {
        if (with.getKind() != Kind.CONSTANT || with.constant().getKind() != CelConstant.Kind.NULL_VALUE) {
            return;
        }
        if (isState(of, own)) {
            uses.compareWithNull(Names.STATE + "." + of.select().field());
        } else if (of.getKind() == Kind.IDENT && !own.contains(of.ident().name())) {
            uses.compareWithNull(of.ident().name());
        }
    }

    private static boolean isState(CelExpr expr, Set<String> own) {
        return expr.getKind() == Kind.SELECT && expr.select().operand().getKind() == Kind.IDENT
                && expr.select().operand().ident().name().equals(Names.STATE) && !own.contains(Names.STATE);
    }

    private int offset(CelExpr expr) {
        int codePoints = tree.getSource().getPositionsMap().getOrDefault(expr.id(), 0);
        return CelErrors.offset(text, codePoints);
    }
}
