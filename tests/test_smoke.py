from tests.support.company import make_company


def test_account_from_end_to_end():
    company = make_company()
    api = company.api("sales")
    made = api.send("POST", "/accounts", {"name": "华为技术有限公司", "phone": "13812345678"})
    assert made.status_code == 201, made.content
    listed = api.send("GET", "/accounts?q=华为")
    assert [item["title"] for item in listed.data["items"]] == ["华为技术有限公司"], listed.content
    page = api.send("GET", f"/accounts/{made.data['id']}")
    print(page.data)
    patched = api.send("PATCH", f"/accounts/{made.data['id']}", {"version": page.data["version"], "level": "key"})
    assert patched.data["level"] == "key", patched.content
    line = api.send("GET", f"/accounts/{made.data['id']}/timeline")
    print(line.data)
    assert [entry["code"] for entry in line.data["items"]] == ["account.updated", "account.created"], line.content
    assert company.api("stranger").send("GET", f"/accounts/{made.data['id']}").status_code == 404
    assert company.api("manager").send("GET", f"/accounts/{made.data['id']}").status_code == 200
    print(api.send("GET", "/meta").status_code, api.send("GET", "/session").data)
    assert api.send("GET", "/openapi.json").status_code == 200
