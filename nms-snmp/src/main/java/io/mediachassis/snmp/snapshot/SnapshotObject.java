package io.mediachassis.snmp.snapshot;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snmp4j.PDU;
import org.snmp4j.agent.DefaultMOScope;
import org.snmp4j.agent.MOQuery;
import org.snmp4j.agent.MOScope;
import org.snmp4j.agent.mo.GenericManagedObject;
import org.snmp4j.agent.request.Request;
import org.snmp4j.agent.request.SnmpRequest;
import org.snmp4j.agent.request.SubRequest;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/**
 * Serves what a {@link RowTable} has in a range of the tree, and passes on what is set there. The table is swapped in one
 * write, and a request is answered from one table whatever is published meanwhile, so a row is whole or absent. It must be
 * a {@link GenericManagedObject}: the command processor silently skips any other kind. Any thread.
 */
public final class SnapshotObject implements GenericManagedObject {
    private final MOScope scope;
    private final Setting setting;
    private volatile RowTable table = RowTable.EMPTY;

    /**
     * Serves the range from {@code lower} to just before {@code upper}; nothing else may be registered inside it.
     *
     * @param setting takes what is set
     */
    public SnapshotObject(OID lower, OID upper, Setting setting) {
        this.setting = setting;
        this.scope = new DefaultMOScope(lower, true, upper, false);
    }

    /** Replaces what is served. */
    public void publish(RowTable next) {
        table = next;
    }

    /** What is served now. */
    public RowTable table() {
        return table;
    }

    @Override
    public MOScope getScope() {
        return scope;
    }

    @Override
    public @Nullable OID find(MOScope range) {
        return find(table, range, oid -> true);
    }

    @Override
    public @Nullable OID find(MOQuery query, Function<OID, Boolean> filter) {
        return find(table, query.getScope(), filter);
    }

    /** The table that the whole request is answered from: the first that a part of it, here or in another range, met. */
    private RowTable table(SubRequest<?> request) {
        Request<?, ?, ?> whole = request.getRequest();
        if (whole.getProcessingUserObject(RowTable.class) instanceof RowTable met) {
            return met;
        }
        RowTable now = table;
        whole.setProcessingUserObject(RowTable.class, now);
        return now;
    }

    @Override
    public void get(SubRequest<?> request) {
        RowTable t = table(request);
        OID oid = request.getVariableBinding().getOid();
        Variable value = t.get(oid).orElseGet(() -> missing(t, oid));
        request.getVariableBinding().setVariable(value);
        request.completed();
    }

    /** RFC 3416, 4.2.1: noSuchInstance where the object type has other instances, else noSuchObject. */
    private static Variable missing(RowTable t, OID oid) {
        for (int length = oid.size() - 1; length >= Math.max(1, oid.size() - 3); length--) {
            if (length > 9 && t.hasBelow(new OID(oid.getValue(), 0, length))) {
                return Null.noSuchInstance;
            }
        }
        return Null.noSuchObject;
    }

    @Override
    @SuppressWarnings("deprecation") // Still abstract; the one with a filter is what the processor calls.
    public boolean next(SubRequest<?> request) {
        return next(request, oid -> true);
    }

    @Override
    public boolean next(SubRequest<?> request, Function<OID, Boolean> filter) {
        RowTable t = table(request);
        OID found = find(t, request.getScope(), filter);
        if (found == null) {
            return false;
        }
        request.getVariableBinding().setOid(found);
        request.getVariableBinding().setVariable(t.get(found).orElse(Null.noSuchInstance));
        request.completed();
        return true;
    }

    private @Nullable OID find(RowTable t, MOScope range, Function<OID, Boolean> filter) {
        boolean before = range.getLowerBound().compareTo(scope.getLowerBound()) < 0;
        int from = before ? t.firstFrom(scope.getLowerBound(), true)
                : t.firstFrom(range.getLowerBound(), range.isLowerIncluded());
        for (int i = from; i < t.size(); i++) {
            OID oid = t.oid(i);
            if (oid.compareTo(scope.getUpperBound()) >= 0) {
                return null;
            }
            OID upper = range.getUpperBound();
            if (upper != null) {
                int order = oid.compareTo(upper);
                if (order > 0 || (order == 0 && !range.isUpperIncluded())) {
                    return null;
                }
            }
            if (filter.apply(oid)) {
                return oid;
            }
        }
        return null;
    }

    @Override
    public void prepare(SubRequest<?> request) {
        int error = setting.check(table, request.getVariableBinding().getOid(), request.getVariableBinding().getVariable());
        if (error == PDU.noError) {
            request.completed();
        } else {
            request.getStatus().setErrorStatus(error);
        }
    }

    @Override
    public void commit(SubRequest<?> request) {
        String user = request.getRequest() instanceof SnmpRequest of ? of.getSecurityName().toString() : "";
        int error = setting.carryOut(
                table, request.getVariableBinding().getOid(), request.getVariableBinding().getVariable(), user);
        if (error == PDU.noError) {
            request.completed();
        } else {
            request.getStatus().setErrorStatus(error);
        }
    }

    @Override
    public void undo(SubRequest<?> request) {
        // A blade that was switched off is off: what has been ordered can't be taken back.
        request.getStatus().setErrorStatus(PDU.undoFailed);
    }

    @Override
    public void cleanup(SubRequest<?> request) {
        request.getStatus().setPhaseComplete(true);
    }
}
