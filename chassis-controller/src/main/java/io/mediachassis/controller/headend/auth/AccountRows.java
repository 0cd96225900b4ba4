package io.mediachassis.controller.headend.auth;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.AccountRow;
import io.mediachassis.backplane.proto.ApiKeyRow;
import java.time.Instant;
import java.util.HexFormat;

/** Accounts as one controller tells the other of them. Pure. */
final class AccountRows {
    private AccountRows() {}

    static AccountRow row(Account account) {
        AccountRow.Builder row = AccountRow.newBuilder()
                .setName(account.name())
                .setPasswordHash(account.passwordHash())
                .addAllPrograms(account.programs())
                .setMadeEpochMs(account.made().toEpochMilli())
                .setRevision(account.revision())
                .setRemoved(account.removed());
        account.keys().forEach(key -> row.addApiKeys(ApiKeyRow.newBuilder()
                .setId(key.id())
                .setHash(ByteString.copyFrom(HexFormat.of().parseHex(key.hash())))
                .setLabel(key.label())));
        return row.build();
    }

    static Account account(AccountRow row) {
        return new Account(
                row.getName(), row.getPasswordHash(), row.getProgramsList(),
                row.getApiKeysList().stream()
                        .map(key -> new Account.ApiKey(
                                key.getId(), HexFormat.of().formatHex(key.getHash().toByteArray()), key.getLabel()))
                        .toList(),
                Instant.ofEpochMilli(row.getMadeEpochMs()), row.getRevision(), row.getRemoved());
    }
}
