"""What no password may be."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation

from tests.support.company import make_company
from yuanliu.kernel.access.models import Member
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import work


@pytest.fixture(scope="module")
def user():
    company = make_company("沅澜衡机电设备（上海）有限公司 Orchid Machines Limited")
    company.hire("林晓彤")
    with work(Context.for_system(company.admin.tenant_id)):
        return Member.objects.select_related("user").get(pk=company.id("林晓彤")).user


def codes(password, user):
    try:
        validate_password(password, user)
    except ValidationError as error:
        return {part.code for part in error.error_list}
    return set()


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("kurz-9-zch", None),
        ("kurz-9-zc", "password_too_short"),
        ("qwertyuiop", "password_too_common"),
        ("YuanLanHeng2026!", "password_names"),
        ("yuan-lan-heng#1", "password_names"),
        ("沅澜衡机电-2026年", "password_names"),
        ("JiDianSheBei99", "password_names"),
        ("orchid-2026-x", "password_names"),
        ("LinXiaoTong1990", "password_names"),
        ("xiaotong@1990", "password_names"),
        ("林晓彤的登录密码九号", "password_names"),
        ("limited-edition-7", None),
        ("一桥飞架南北天堑", "password_too_short"),
        ("correct horse battery", None),
    ],
)
def test_it_is_refused_for_its_reason(password, code, user):
    assert codes(password, user) == ({code} if code else set())


def test_the_reason_is_told_in_both_languages(user):
    for language, word in (("zh-hans", "拼音"), ("en", "your company")):
        with translation.override(language), pytest.raises(ValidationError) as refused:
            validate_password("yuanlanheng-2026", user)
        assert word in refused.value.messages[0]
