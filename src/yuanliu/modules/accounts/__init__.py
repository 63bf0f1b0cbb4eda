"""客户与联系人: verified organisations and persons, the core file that everything later hangs from."""
