package io.mediachassis.controller.headend.auth;

/** What there is once the accounts' database is open. Blocks; the accounts' thread. */
record OpenAccounts(AccountStore store, Accounts accounts, AuditLog audit) {}
